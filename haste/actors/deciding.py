"""How an actor appends: fold to the head, decide, append under the versions seen; on a conflict fold on and decide anew."""

import asyncio
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Generic, Protocol, TypeVar

from haste.errors import ExpectedVersionError, FencedError, KeyReusedError
from haste.events.event import Event, Recorded
from haste.ports import EventLog, Write
from haste.vocabulary.ids import Position, StreamName, Version

State = TypeVar("State")
Seen_co = TypeVar("Seen_co", covariant=True)

Decide = Callable[[State, Position], Sequence[Event]]


def fence(mine: int, current: int) -> None:
    """Stop an actor whose driver was replaced.

    Raises:
        FencedError: The log shows a later epoch than the actor's.
    """
    if current > mine:
        raise FencedError(
            expected=f"epoch {mine}",
            found=f"epoch {current}",
            where="this actor's sweep",
            next_step="Nothing: another driver took the sweep over, and its actors go on.",
        )


class Following(Protocol[Seen_co]):
    """A bookmark in the log: `haste.projections.following.Follower`, or the one of the whole log."""

    @property
    def state(self) -> Seen_co:
        """The fold of all events up to `read_to`."""

    @property
    def read_to(self) -> Position:
        """The last position folded."""

    def newest(self, stream: StreamName) -> tuple[Version, Position]:
        """Version and position of the newest event folded from a stream."""

    def catch_up(self) -> object:
        """Fold up to the head as it is now."""


class Writer(Generic[State]):
    """Appends decisions: folds to the head, decides, appends under the versions seen, and decides anew on a conflict.

    Args:
        follower: The state that decisions are made on.
        log: Where events go.
        actor: Who signs them, with the epoch of its driver: part of append keys.
        correlation: The sweep that they belong to.
        check: Called after each fold; raises where this actor may not go on.
    """

    def __init__(self, follower: Following[State], log: EventLog, *, actor: str, correlation: str, check: Callable[[State], None]) -> None:
        self.follower = follower
        self._log = log
        self._actor = actor
        self._correlation = correlation
        self._check = check
        self._lock = asyncio.Lock()  # executions of one run end at the same time; their appends take turns

    async def catch_up(self) -> State:
        """Fold to the head, and check that this actor may go on."""
        async with self._lock:
            return await self._catch_up()

    async def decide(self, decide: Decide[State]) -> tuple[Recorded, ...]:
        """Append what a pure decision makes of the state as of now: all of its events or none.

        Args:
            decide: (state, read_to) -> events. Called again on newer state where another writer was first.

        Returns:
            The events appended; none where there was nothing to decide.
        """
        async with self._lock:
            while True:
                state = await self._catch_up()
                events = decide(state, self.follower.read_to)
                if not events:
                    return ()
                writes = [self._write(stream, tuple(group)) for stream, group in groupby(events, key=lambda event: event.stream)]
                key = f"{self._actor}:" + ",".join(f"{write.stream}@{write.expected}" for write in writes)
                try:
                    recorded = await asyncio.to_thread(self._log.append, writes, key=key)
                except (ExpectedVersionError, KeyReusedError):
                    continue
                await self._catch_up()
                return recorded

    async def _catch_up(self) -> State:
        await asyncio.to_thread(self.follower.catch_up)
        self._check(self.follower.state)
        return self.follower.state

    def _write(self, stream: StreamName, events: tuple[Event, ...]) -> Write:
        version, position = self.follower.newest(stream)
        return Write(stream=stream, events=events, expected=version, actor=self._actor, causation=position, correlation=self._correlation)
