"""Drives a sweep from a command line: holds it, starts or resumes it, tells what happens, prints how it ended and writes its page."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import structlog

from haste.cli.console import quiet_stdout
from haste.cli.following import told
from haste.cli.home import Home
from haste.cli.kaggle import write_wished
from haste.cli.options import INTERRUPTED, home_of
from haste.cli.pages import with_page
from haste.cli.playing import begin_alike, see_that_it_agrees
from haste.cli.showing import EXIT_CODES, found, listed, print_document, shown_document
from haste.decisions.importing import Import
from haste.errors import HasteError, SweepNotFoundError
from haste.events.sweep import SweepResumed, SweepStarted
from haste.ports import Expected, Write
from haste.projections import sweep as sweeps
from haste.store.committing import KeptLog
from haste.vocabulary.ids import Position, SweepId, Version
from haste.vocabulary.scales import SweepState
from haste.wiring import closing_log, is_playback, load, open_clock

_NS = 1_000_000_000


@contextmanager
def driver_of(arguments: argparse.Namespace) -> Iterator["Driver"]:
    """A driver for a command that has the common options: home and log are made where they are missing.

    Raises:
        HomeError: The home cannot be written to.
        LogError: The log cannot be opened or made.
    """
    home, log_spec = home_of(arguments)
    home.make()
    with closing_log(log_spec) as log:
        yield Driver(home, log, log_spec=log_spec, as_json=arguments.json)


class Driver:
    """One command line with its home and its log.

    Args:
        home: A folder that can be written to.
        log: Open for writing.
        log_spec: Its spec.
        as_json: Whether the end is printed as a document, and not as a table.
    """

    def __init__(self, home: Home, log: KeptLog, *, log_spec: str, as_json: bool) -> None:
        self._home = home
        self.log = log
        self._log_spec = log_spec
        self._json = as_json

    def start(self, started: SweepStarted, handed_over: Sequence[Import] = ()) -> int:
        """Drive a new sweep to its end, and print how it ended."""
        return self._show(started.sweep, interrupted=self.run(started, handed_over))

    def resume(self, sweep: SweepId | None) -> int:
        """Take a sweep over, drive it to its end, and print how it ended. One that has ended is only shown.

        Args:
            sweep: Its id; the newest unfinished one where None.
        """
        sweep = sweep or self._newest_unfinished()
        code = self._show(sweep, interrupted=self.take_over(sweep))
        state = found(self.log, sweep, where=self._log_spec)
        for competition in state.started.competitions if state.started else ():
            write_wished(self._home, sweep, competition)
        return code

    def run(self, started: SweepStarted, handed_over: Sequence[Import] = ()) -> bool:
        """Append the start of a sweep, with the skills that it takes over from another log, and drive it to its end.

        Returns:
            Whether a person stopped it first.
        """
        with self._home.hold(started.sweep):
            if is_playback(started.language_model):
                begin_alike(self.log, started, home=str(self._home.folder), where=self._log_spec)
            self._append(started, version=Version(0), causation=Position(0), others=handed_over)
            return self._drive(started, epoch=1)

    def take_over(self, sweep: SweepId) -> bool:
        """Drive a sweep that has begun to its end; nothing where it has ended.

        Returns:
            Whether a person stopped it first.
        """
        state = found(self.log, sweep, where=self._log_spec)
        if state.finished is not None or state.started is None:
            return False
        with self._home.hold(sweep):
            follower = sweeps.follow(self.log, sweep)
            now = open_clock("system:").now()
            last = follower.last()
            working = is_playback(state.started.language_model)  # by the clock of its recording, which does not stand still
            idle_s = max(0, now - last.time) / _NS if last and not working else 0.0
            resumed = SweepResumed(sweep=sweep, epoch=follower.state.epoch + 1, idle_s=idle_s, now=now)
            version, position = follower.newest(resumed.stream)
            self._append(resumed, version=version, causation=position)
            return self._drive(state.started, epoch=resumed.epoch)

    def _append(self, event: SweepStarted | SweepResumed, *, version: Version, causation: Position, others: Sequence[Import] = ()) -> None:
        write = partial(Write, actor="cli", causation=causation, correlation=event.sweep)
        own = tuple(other for other in others if other.stream == event.stream)
        first = write(stream=event.stream, events=(event, *own), expected=version)
        skills = (other for other in others if other.stream != event.stream)
        rest = (write(stream=skill.stream, events=(skill,), expected=Expected.ANY) for skill in skills)  # it may have been taken over before
        self.log.append((first, *rest), key=f"cli:{event.stream}@{version}")

    def _drive(self, started: SweepStarted, *, epoch: int) -> bool:
        """Run the actors until the sweep has ended.

        Returns:
            Whether a person stopped it first.
        """
        settings = load("haste.actors.settings").Settings(
            sweep=started.sweep,
            epoch=epoch,
            home=str(self._home.folder),
            log=self._log_spec,
            language_model=started.language_model,
            warm=started.warm,
            sandbox=started.sandbox,
            clock=started.language_model if is_playback(started.language_model) else "system:",
        )
        load("haste.actors.environment").prepare()
        with quiet_stdout(), told(self.log, started.sweep):
            try:
                load("haste.actors.runtime").conduct(settings, {competition.domain for competition in started.competitions})
            except KeyboardInterrupt:
                structlog.get_logger().warning("interrupted", next_step=f"haste resume {started.sweep}")
                return True
        if is_playback(started.language_model):
            see_that_it_agrees(self.log, started, where=self._log_spec)
        return False

    def _newest_unfinished(self) -> SweepId:
        for entry in reversed(listed(self.log, self._home)):
            if entry.state is SweepState.INTERRUPTED:
                return SweepId(entry.sweep)
        raise SweepNotFoundError(
            expected="a sweep that was interrupted",
            found="none",
            where=self._log_spec,
            next_step="`haste sweeps` lists all sweeps; name a home with --home DIR if this is not the one.",
        )

    def _show(self, sweep: SweepId, *, interrupted: bool) -> int:
        shown = shown_document(self.log, self._home, sweep, log_spec=self._log_spec)
        try:
            shown = with_page(self.log, self._home, shown)
        except HasteError as error:  # the sweep has ended all the same, and its figures are there
            structlog.get_logger().warning("no page was written", because=str(error))
        print_document(shown, as_json=self._json)
        return INTERRUPTED if interrupted else EXIT_CODES[shown.state]
