"""A whole log of an earlier day is read as it was; one that is wrong on purpose is refused at its first wrong event."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from haste.errors import CorruptLogError
from haste.events.catalogue import CATALOGUE
from haste.events.codec import typed
from haste.store.exporting import exported, imported
from haste.store.memory import MemoryLog
from haste.store.sqlite import SqliteLog
from haste.store.verifying import verify
from haste.vocabulary.ids import Position
from tests.logs import CountingClock

FOLDER = Path(__file__).parent
WHOLE = (FOLDER / "whole-log.jsonl").read_bytes()


def test_a_golden_log_is_taken_in_and_given_out_as_it_was(tmp_path: Path) -> None:
    with closing(SqliteLog(tmp_path / "log.sqlite", CountingClock())) as log:
        head = imported(WHOLE.splitlines(), log, where="golden")

        assert verify(log) == head
        assert b"".join(exported(log)) == WHOLE
        assert {type(recorded.event) for recorded in typed(log.tail(after=Position(0), limit=1000))} <= set(CATALOGUE)


def test_the_log_that_is_wrong_on_purpose_is_refused_where_it_is_wrong() -> None:
    log = MemoryLog(CountingClock())

    with pytest.raises(CorruptLogError, match="position 7: expected an event that follows from the one before, found that its bytes do not match"):
        imported((FOLDER / "wrong-log.jsonl").read_bytes().splitlines(), log, where="golden")

    assert log.head().position == 0


def test_the_two_golden_logs_differ_in_one_number() -> None:
    wrong = (FOLDER / "wrong-log.jsonl").read_bytes()

    differing = [(json.loads(one), json.loads(other)) for one, other in zip(WHOLE.splitlines(), wrong.splitlines(), strict=True) if one != other]

    assert len(differing) == 1
    assert {name for name in differing[0][0] if differing[0][0][name] != differing[0][1][name]} == {"time"}
