"""The system clock tells the time of day."""

import time

from haste.clock.system import open_clock


def test_the_system_clock_tells_nanoseconds_since_1970() -> None:
    before = time.time_ns()
    told = open_clock().now()

    assert before <= told <= time.time_ns()
