"""A home with skills in it."""

import json
from typing import Any, Self

from haste.clock.system import SystemClock
from haste.events.codec import typed
from haste.events.event import Recorded
from haste.events.skill import SkillAbstracted
from haste.store.blobs import FileBlobs
from haste.store.sqlite import SqliteLog
from haste.vocabulary.ids import skill_stream
from tests.unit.cli.homes import Desk
from tests.unit.replay.histories import History


class Shelf:
    """A desk with a log in which one-hot became a skill of the domain tier, out of a learning of one competition."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.home.mkdir()
        self.log = SqliteLog(desk.home / "log.sqlite", SystemClock())
        self.history = History(self.log, FileBlobs(desk.home / "blobs"))
        self.history.starts()
        self.history.tries("leaf", 0.3)
        self.own = self.history.distils("leaf")
        self.history.tries("moss", 0.2)
        event = self.history.considers()
        assert isinstance(event, SkillAbstracted)
        self.wide = event.skill

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.log.close()

    def json(self, *words: str) -> Any:  # noqa: ANN401 - whatever the command prints
        """The document that a command prints."""
        answer = self.desk.types("skills", *words, "--json")
        assert (answer.code, answer.err) == (0, "")
        return json.loads(answer.out)

    def newest(self) -> Recorded:
        """The newest event of the wider skill."""
        return typed(self.log.read(skill_stream(self.wide)))[-1]
