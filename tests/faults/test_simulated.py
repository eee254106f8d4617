"""Clients, a keeper and a follower on one seeded scheduler: messages are lost, doubled and overtaken, clocks jump, and everybody dies now and then.

Nothing here waits or runs beside anything else, so a seed that fails fails again: the failure names it.
"""

import random
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest

from haste.actors.log_keeper import LogKeeper
from haste.events.codec import encode
from haste.projections.digest import digest
from haste.projections.memory import MemoryFollower
from haste.store.blobs import MemoryBlobs
from haste.store.snapshots import Snapshots
from haste.store.sqlite import SqliteLog
from haste.store.stamping import Call, drafted
from haste.store.verifying import verify
from haste.vocabulary.ids import Position, StreamName
from tests.logs import NOW, CountingClock, rounds, write

CLIENTS, CALLS = 3, 8
LOSS = 0.15  # of messages; as many come twice
SHARED = "run-shared"

Place = tuple[int, int]  # a client, and the number of its call
Message = TypeVar("Message")


class World:
    """All of them, and whatever is under way between them."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - chance for a test
        self.folder, self.lives = folder, 0
        self.clock = CountingClock()
        self.log = self.opened()
        self.keeper = LogKeeper(log=self.log, blobs=MemoryBlobs())
        self.snapshots = Snapshots(folder / "snapshots")
        self.follower = MemoryFollower(self.log)
        self.requests: list[Place] = []
        self.answers: list[tuple[Place, bytes]] = []
        self.held: dict[Place, bytes] = {}  # what each call was answered first
        self.next = [0] * CLIENTS

    def run(self) -> None:
        """Let anybody do anything until all is acknowledged."""
        steps: dict[Callable[[], None], int] = {self.ask: 8, self.write: 8, self.hear: 8, self.follow: 4, self.jump: 1, self.die: 1, self.forget: 1}
        while min(self.next) < CALLS:
            (step,) = self.chance.choices(list(steps), list(steps.values()))
            step()

    def ask(self) -> None:
        """A client sends its call, or sends it again because nothing came back."""
        client = self.chance.randrange(CLIENTS)
        if self.next[client] < CALLS:
            self.requests.append((client, self.next[client]))

    def write(self) -> None:
        """The keeper takes any request that is under way."""
        if self.requests and (place := self.taken(self.requests)):
            self.answers.append((place, self.keeper.call("append", msgspec.msgpack.encode([call(*place)]))))

    def hear(self) -> None:
        """A client takes any answer: the first to its call, or one more, which has to be the same."""
        if self.answers and (answer := self.taken(self.answers)):
            place, events = answer
            assert self.held.setdefault(place, events) == events
            self.next[place[0]] = max(self.next[place[0]], place[1] + 1)

    def follow(self) -> None:
        """The follower folds some of what is there, and keeps what it came to."""
        head = self.log.head().position
        self.follower.catch_up(to=Position(self.chance.randint(self.follower.read_to, head)))
        self.snapshots.write(self.log, self.follower.kept)

    def jump(self) -> None:
        """The clock jumps, back as well."""
        self.clock.next = NOW + self.chance.randrange(-(10**12), 10**12)

    def die(self) -> None:
        """The keeper is killed, and another one goes on from its files: nothing was closed, nothing is left of what it knew."""
        old, before = self.place(), self.log
        self.lives += 1
        self.place().mkdir()
        for file in old.glob("log.sqlite*"):
            if not file.name.endswith("-shm"):
                shutil.copy(file, self.place() / file.name)
        before.close()
        self.log = self.opened()
        self.keeper = LogKeeper(log=self.log, blobs=MemoryBlobs())
        self.forget()

    def forget(self) -> None:
        """The follower is killed, and another one starts from what was kept."""
        self.follower = MemoryFollower(self.log, start=self.snapshots.read(self.log))

    def place(self) -> Path:
        return self.folder / str(self.lives)

    def opened(self) -> SqliteLog:
        return SqliteLog(self.place() / "log.sqlite", self.clock)

    def taken(self, under_way: list[Message]) -> Message | None:
        """Any message; it may be lost, and it may come again."""
        number, luck = self.chance.randrange(len(under_way)), self.chance.random()
        message = under_way[number] if luck < LOSS else under_way.pop(number)
        return None if luck > 1 - LOSS else message


def call(client: int, number: int) -> Call:
    """The same for the same client and number: two events on a stream of its own, if it is where it left it, and one for all."""
    own = write(*rounds(number, number + 1), stream=f"run-{client}", expected=2 * number)
    return drafted([own, write(*rounds(client, client), stream=SHARED)], key=f"{client}-{number}")


@pytest.mark.parametrize(
    "seeds", [range(10), pytest.param(range(10, 300), marks=[pytest.mark.slow, pytest.mark.timeout(1800)])], ids=["some", "many"]
)
def test_whatever_is_lost_doubled_or_killed_each_call_counts_once(tmp_path: Path, seeds: range) -> None:
    for seed in seeds:
        world = World(seed, tmp_path / str(seed))
        try:
            world.run()
        except Exception as error:
            error.add_note(f"seed {seed}")
            raise
        with closing(world.log) as log:
            page = log.tail(after=Position(0), limit=1000)
            whole = MemoryFollower(log)
            for follower in (whole, world.follower):
                follower.catch_up()

            assert verify(log) == log.head(), seed
            assert len(page) == CLIENTS * CALLS * 3, seed
            assert {stored.key for stored in page} == {f"{client}-{number}" for client, number in world.held}, seed
            for client in range(CLIENTS):
                own = [stored.data for stored in log.read(StreamName(f"run-{client}"))]
                assert own == [encode(event) for number in range(CALLS) for event in rounds(number, number + 1)], seed
            assert (world.follower.kept.newest, digest(world.follower.state)) == (whole.kept.newest, digest(whole.state)), seed
