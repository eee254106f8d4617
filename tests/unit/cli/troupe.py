"""A stand-in for the actors of a sweep: it says in the log how everything went."""

import os
import signal
from collections.abc import Callable

from haste.actors.settings import Settings
from haste.events.event import Event
from haste.events.run import RunFinished, RunStarted
from haste.events.sweep import SweepFinished, SweepStarted
from haste.ports import Expected, Write
from haste.projections import sweep as sweeps
from haste.vocabulary.ids import run_id
from haste.vocabulary.scales import Status
from haste.wiring import open_log
from tests.builders import NOW

Act = Callable[[Settings], None]


class Troupe:
    """Stands for the actors of a sweep."""

    def __init__(self, act: Act) -> None:
        self.act = act
        self.told: list[tuple[Settings, set[str]]] = []

    def conduct(self, settings: Settings, domains: set[str]) -> None:
        self.told.append((settings, domains))
        self.act(settings)


def happens(settings: Settings, *events: Event) -> None:
    log = open_log(settings.log)
    for event in events:
        write = Write(stream=event.stream, events=(event,), expected=Expected.ANY, actor="troupe", correlation=settings.sweep)
        log.append([write], key=f"troupe-{log.head().position}")


def started_of(settings: Settings) -> SweepStarted:
    started = sweeps.follow(open_log(settings.log), settings.sweep).state.started
    assert started is not None
    return started


def ends(settings: Settings, *, status: Status) -> None:
    for entry in started_of(settings).competitions:
        run = run_id(settings.sweep, entry.id)
        happens(settings, RunStarted(run=run, sweep=settings.sweep, competition=entry.id, round=1, now=NOW))
        happens(settings, RunFinished(run=run, status=status, reason=None, message="", now=NOW))
    happens(settings, SweepFinished(sweep=settings.sweep, valid=int(status is Status.SUCCEEDED), now=NOW))


def ends_well(settings: Settings) -> None:
    ends(settings, status=Status.SUCCEEDED)


def ends_badly(settings: Settings) -> None:
    ends(settings, status=Status.CRASHED)


def stopped(settings: Settings) -> None:
    del settings
    signal.signal(signal.SIGINT, signal.default_int_handler)  # as at a terminal: tests that run in the background begin with it ignored
    os.kill(os.getpid(), signal.SIGINT)
