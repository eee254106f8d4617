"""A home with a small log in it, and a way to run commands on it."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from haste.cli.main import main
from haste.clock.system import SystemClock
from haste.events.event import Event
from haste.events.sweep import SweepFinished
from haste.store.blobs import FileBlobs
from haste.store.sqlite import SqliteLog
from tests.builders import NOW, SWEEP, append, draft, finished, good, graded, probed, run_started, split_fixed, submitted, sweep_started


class Answer:
    """What a command printed, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    @property
    def json(self) -> object:
        """The one document on stdout."""
        return json.loads(self.out)


class Desk:
    """A person at a terminal with one home."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._capsys = capsys

    def types(self, *words: str) -> Answer:
        """Run a command on this home."""
        return self.types_bare(*words, "--home", str(self.home))

    def types_bare(self, *words: str) -> Answer:
        """Run a command as it stands."""
        self._capsys.readouterr()
        try:
            code = main(words)
        except SystemExit as ended:
            code = int(ended.code or 0)
        captured = self._capsys.readouterr()
        return Answer(code, captured.out, captured.err)

    def keep(self, events: Sequence[Event], name: str = "log.sqlite") -> Path:
        """Append events to a log of this home."""
        path = self.home / name
        log = SqliteLog(path, SystemClock())
        append(log, events)
        log.close()
        return path

    def finished_sweep(self) -> tuple[Event, ...]:
        """The events of a sweep from its start to its end, with its blobs stored."""
        blobs = FileBlobs(self.home / "blobs")
        submission = submitted(solution=blobs.put(b"print()"), submission=blobs.put(b"id,y\n"))
        ended = (finished(), graded(), SweepFinished(sweep=SWEEP, valid=1, now=NOW))
        return (sweep_started(), probed(), run_started(), split_fixed(), *good(1, draft(), 0.7), submission, *ended)
