"""The keeper and its clients: appends that come together are one call and one commit, and every error finds its caller."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from haste.actors.log_client import LogClient
from haste.actors.log_keeper import LogKeeper
from haste.errors import CodecError, ExpectedVersionError, KeyReusedError
from haste.store.blobs import MemoryBlobs
from haste.store.memory import MemoryLog
from haste.store.stamping import Call, Draft, drafted
from haste.store.verifying import verify
from haste.vocabulary.ids import Position, StreamName
from tests.logs import CountingClock, round_finished, rounds, write


class Wire:
    """The way to a keeper, which counts what goes over it."""

    def __init__(self) -> None:
        self.log = MemoryLog(CountingClock())
        self.keeper = LogKeeper(log=self.log, blobs=MemoryBlobs())
        self.asked: list[str] = []

    def __call__(self, name: str, *arguments: Any) -> bytes:  # noqa: ANN401 - as the keeper takes them
        self.asked.append(name)
        return self.keeper.call(name, *arguments)


@pytest.fixture
def wire() -> Wire:
    return Wire()


def test_one_append_is_one_call(wire: Wire) -> None:
    LogClient(wire).append([write(*rounds(1, 3))], key="k")

    assert wire.asked == ["commit"]


def test_several_appends_are_one_call_and_only_those_that_were_refused_are_asked_again(wire: Wire) -> None:
    client = LogClient(wire)
    calls = [
        drafted([write(round_finished(1))], key="a"),
        drafted([write(round_finished(2), expected=9)], key="b"),
        drafted([write(round_finished(3))], key="a"),
    ]

    stored, refused, reused = client.commit(calls)

    assert wire.asked == ["commit", "append", "append"]
    assert isinstance(stored, tuple)
    assert isinstance(refused, ExpectedVersionError)
    assert isinstance(reused, KeyReusedError)
    assert (refused.stream, refused.version) == ("run-red", 1)
    assert wire.log.head().position == 1


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\x80", msgspec.msgpack.encode({"type": "nobody.knows.v1"})])
def test_bytes_that_no_reader_could_decode_do_not_get_past_the_keeper(wire: Wire, data: bytes) -> None:
    draft = Draft(stream=StreamName("run-red"), data=(data,), expected=-2, actor="a", causation=Position(0), correlation="")
    sound = drafted([write(round_finished(1))], key="sound")

    bad, good = LogClient(wire).commit([Call(key="bad", drafts=(draft,)), sound])

    assert isinstance(bad, CodecError)
    assert isinstance(good, tuple)
    assert wire.log.head().position == 1


def test_four_clients_append_at_once_and_lose_nothing(wire: Wire) -> None:
    clients = [LogClient(wire) for _ in range(4)]

    def append(number: int) -> int:
        return clients[number % 4].append([write(round_finished(number), stream=f"run-{number % 4}")], key=str(number))[0].position

    with ThreadPoolExecutor(16) as threads:
        positions = list(threads.map(append, range(200)))

    assert sorted(positions) == list(range(1, 201))
    assert verify(clients[0]) == wire.log.head()
