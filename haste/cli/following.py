"""Tells a person what a sweep does, by following its log from beside it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from haste.events.codec import typed
from haste.events.run import RunEvent
from haste.report.progress import narrate
from haste.store.committing import KeptLog
from haste.vocabulary.ids import Position, SweepId

_WAIT_S = 0.3  # so long at most after the end of what is told
_PAGE = 500


@contextmanager
def told(log: KeptLog, sweep: SweepId) -> Iterator[None]:
    """Log a line for each event of the sweep that is appended while the body runs."""
    after = Position(log.head().position)
    ended = threading.Event()
    thread = threading.Thread(target=_tell, args=(log, sweep, after, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _tell(log: KeptLog, sweep: SweepId, after: Position, ended: threading.Event) -> None:
    logger = structlog.get_logger().bind(sweep=sweep)
    last = False
    while not last:
        last = ended.is_set()
        if not last:
            log.wait(after=after, timeout_s=_WAIT_S)
        while page := log.tail(after=after, limit=_PAGE):
            after = page[-1].position
            for recorded in typed(stored for stored in page if stored.correlation == sweep):
                line = narrate(recorded.event)
                if line is not None:
                    run = {"run": recorded.event.run.removeprefix(f"{sweep}.")} if isinstance(recorded.event, RunEvent) else {}
                    log_line = logger.warning if line.warns else logger.info
                    log_line(line.text, **run, **line.fields, position=recorded.position)
