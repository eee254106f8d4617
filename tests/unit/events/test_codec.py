"""Events become the same bytes everywhere, and come back as they were."""

import math
import struct

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haste.errors import CodecError
from haste.events import codec
from haste.events.event import Recorded, Stored
from haste.events.run import ExecutionFinished, ProposalAccepted, RunGraded
from haste.events.sweep import RoundFinished
from haste.store.memory import MemoryLog
from haste.vocabulary.ids import Iteration, Position, RunId, SweepId, Time
from haste.vocabulary.judgement import ExecutionResult, Lift
from haste.vocabulary.scales import Reason, Stage, Status
from tests.logs import NOW, CountingClock, graded, round_finished, rounds, write

ACCEPTED = ProposalAccepted(
    run=RunId("r"),
    iteration=Iteration(4),
    lift=Lift(mean=0.25, se=0.5, df=math.inf, method="rows-bootstrap"),
    read_to=Position(9),
    rule="rules@1",
    now=Time(1),
)
CRASHED = ExecutionFinished(
    run=RunId("r"),
    iteration=Iteration(4),
    stage=Stage.FOLD,
    fold=0,
    attempt=1,
    result=ExecutionResult(status=Status.CRASHED, reason=Reason.EXCEPTION, message="ValueError: '\N{SNOWMAN}'", wall_s=1.5, cpu_s=1.0),
)


@pytest.mark.parametrize("event", [ACCEPTED, CRASHED, graded(None), round_finished(0)], ids=lambda event: type(event).__name__)
def test_an_event_comes_back_equal_and_of_its_class(event: ProposalAccepted) -> None:
    back = codec.decode(codec.encode(event))

    assert back == event
    assert type(back) is type(event)


@given(st.floats())
def test_every_float_keeps_its_bits_but_for_the_payload_of_nan(score: float) -> None:
    back = codec.decode(codec.encode(graded(score)))

    assert isinstance(back, RunGraded)
    assert back.score is not None
    assert math.isnan(score) == math.isnan(back.score)
    assert math.isnan(score) or struct.pack(">d", back.score) == struct.pack(">d", score)


def test_an_event_is_a_map_sorted_by_name_that_any_msgpack_can_write_again() -> None:
    decoded = msgspec.msgpack.decode(codec.encode(round_finished(7)))

    assert list(decoded.items()) == [("now", NOW), ("round", 7), ("sweep", "s"), ("type", "sweep.round_finished.v1")]


def test_the_bytes_of_an_event_never_change() -> None:
    event = RoundFinished(sweep=SweepId("s"), round=1, now=Time(2))

    assert codec.encode(event) == b"\x84\xa3now\x02\xa5round\x01\xa5sweep\xa1s\xa4type\xb7sweep.round_finished.v1"


@pytest.mark.parametrize("number", [2**64, -(2**63) - 1])
def test_a_number_of_more_than_64_bits_is_refused(number: int) -> None:
    with pytest.raises(CodecError, match="RoundFinished: expected values that msgpack holds"):
        codec.encode(round_finished(number))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc1",
        msgspec.msgpack.encode({"type": "sweep.invented.v1"}),
        msgspec.msgpack.encode({"type": "sweep.round_finished.v1", "sweep": "s", "round": "one", "now": 0}),
        msgspec.msgpack.encode({"type": "sweep.round_finished.v1", "sweep": "s", "now": 0}),
        codec.encode(round_finished(1))[:-1],
    ],
    ids=["empty", "no-msgpack", "unknown-tag", "wrong-type", "field-missing", "cut"],
)
def test_bytes_that_are_no_event_are_refused(data: bytes) -> None:
    with pytest.raises(CodecError, match=f"{len(data)} stored bytes: expected one event of the catalogue"):
        codec.decode(data)


def test_a_field_that_a_later_version_added_is_passed_over() -> None:
    data = msgspec.msgpack.encode({"type": "sweep.round_finished.v1", "sweep": "s", "round": 1, "now": 0, "weather": "fine"})

    assert codec.decode(data) == RoundFinished(sweep=SweepId("s"), round=1, now=Time(0))


def test_a_page_travels_as_one_blob_and_is_typed_at_its_end() -> None:
    log = MemoryLog(CountingClock())
    recorded = log.append([write(*rounds(1, 3))], key="k")
    page = log.tail(after=Position(0), limit=10)

    assert codec.unpack(codec.pack(page)) == page
    assert codec.typed(page) == recorded
    assert codec.unpack(codec.pack(())) == ()


def test_stored_and_recorded_share_their_envelope() -> None:
    assert set(Stored.__struct_fields__) - set(Recorded.__struct_fields__) == {"data"}
    assert set(Recorded.__struct_fields__) - set(Stored.__struct_fields__) == {"event"}


def test_the_tag_of_a_class_is_in_its_bytes() -> None:
    assert codec.tag(RoundFinished) == "sweep.round_finished.v1"
    assert codec.tag(RoundFinished).encode() in codec.encode(round_finished(1))
