"""What a table holds of an event becomes the event again, and damage is told from it."""

from typing import Any

import msgspec
import pytest

from haste.errors import CodecError, CorruptLogError
from haste.events import codec, rows
from haste.events.run import RunGraded
from haste.events.sweep import RoundFinished
from haste.store.memory import MemoryLog
from haste.vocabulary.ids import Position
from tests.logs import CountingClock, graded, round_finished, rounds, write


class Scored(msgspec.Struct, tag="run.graded.v1"):
    """The one field that somebody reads of a grade."""

    score: float | None


@pytest.fixture
def log() -> MemoryLog:
    log = MemoryLog(CountingClock())
    log.append([write(*rounds(1, 2), graded(0.25), round_finished(3))], key="k")
    return log


def test_a_page_of_pairs_is_the_page_of_values_and_the_other_way_round(log: MemoryLog) -> None:
    pairs = log.rows(after=Position(0), limit=10)
    page = rows.page(pairs, where="here")

    assert page == log.tail(after=Position(0), limit=10)
    assert [(rows.envelope(stored), stored.data) for stored in page] == list(pairs)
    assert codec.unpack(rows.packed_rows(pairs)) == page
    assert [one.hash for one in rows.envelopes(pairs, where="here")] == [stored.hash for stored in page]
    assert rows.page((), where="here") == ()


@pytest.mark.parametrize("damaged", [b"", b"\x90", b"\x99\x01", b"\x99\x01\xa1\xff" + bytes(60)])
def test_a_damaged_envelope_is_corruption_and_says_where(log: MemoryLog, damaged: bytes) -> None:
    pairs = [*log.rows(after=Position(0), limit=10), (damaged, b"")]

    for read in (rows.page, rows.envelopes):
        with pytest.raises(CorruptLogError, match="log in a box: expected envelopes of nine fields"):
            read(pairs, where="log in a box")


def test_a_page_is_decoded_in_order_and_none_is_an_empty_page(log: MemoryLog) -> None:
    assert codec.events(log.packed(after=Position(1), limit=2)) == [round_finished(2), graded(0.25)]
    assert codec.events(log.packed(after=Position(4), limit=2)) == []


def test_a_narrow_decoder_passes_over_what_is_not_wanted(log: MemoryLog) -> None:
    page = log.packed(after=Position(0), limit=10)

    assert codec.Narrow(RunGraded).decode(page) == [None, None, graded(0.25), None]
    assert codec.Narrow(Scored).decode(page) == [None, None, Scored(score=0.25), None]
    assert codec.Narrow(RoundFinished, RunGraded).decode(page) == codec.events(page)


@pytest.mark.parametrize("page", [b"", b"\xdd\x00\x00\x00\x02\x81", rows.packed([b"\x81\xa4type\xa1\xff"])], ids=["empty", "cut", "no-text"])
def test_a_damaged_page_is_refused(page: bytes) -> None:
    with pytest.raises(CodecError):
        codec.events(page)
    with pytest.raises(CodecError):
        codec.Narrow(RunGraded).decode(page)


@pytest.mark.parametrize("pair", [(None, b"x"), (b"x", None), (7, 7)])
def test_a_column_that_gives_no_bytes_is_corruption(pair: Any) -> None:  # noqa: ANN401 - whatever a damaged file gives
    with pytest.raises(CorruptLogError, match="haste log verify"):
        rows.page([pair], where="here")
    with pytest.raises(CorruptLogError, match="haste log verify"):
        rows.packed(list(pair))
