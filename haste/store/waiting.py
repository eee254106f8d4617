"""Waits for a log to grow. What wakes a reader is a hint; the position alone says what is new."""

import time

from haste.ports import EventLog
from haste.vocabulary.ids import Position

LOOK_EVERY_S = 0.05


def polled(log: EventLog, *, after: Position, timeout_s: float) -> bool:
    """Look again and again whether a log has grown beyond a position, for logs that nobody can be woken by.

    Args:
        log: Of any kind.
        after: The position beyond which anything counts.
        timeout_s: How long at most.

    Returns:
        Whether it has.
    """
    end = time.monotonic() + timeout_s
    while log.head().position <= after:
        left = end - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(LOOK_EVERY_S, left))
    return True
