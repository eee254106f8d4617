"""The machine's own clock."""

import time

from haste.vocabulary.ids import Time


class SystemClock:
    """A Clock that reads the machine's. It may jump back; order in a log never comes from it."""

    def now(self) -> Time:
        """Nanoseconds since 1970-01-01 UTC."""
        return Time(time.time_ns())


def open_clock() -> SystemClock:
    """The clock of the spec `system:`."""
    return SystemClock()
