"""What HASTE needs from outside, as protocols of at most four methods; each has a contract suite in tests/contracts."""

from collections.abc import Collection, Sequence
from enum import IntEnum
from typing import Protocol, runtime_checkable

import msgspec

from haste.commands import Command
from haste.events.chain import Head
from haste.events.event import Event, Recorded, Stored
from haste.vocabulary.brief import Asked, Reply, Request
from haste.vocabulary.ids import BlobId, Position, SkillId, StreamName, Time, Version
from haste.vocabulary.scales import Reason, SkillKind, Status
from haste.vocabulary.solution import Resources


class Expected(IntEnum):
    """Guards on an append that are not a version."""

    ANY = -2  # no guard
    NONE = -1  # the stream must be empty
    EXISTS = -4  # the stream must not be empty


class Write(msgspec.Struct, frozen=True, kw_only=True):
    """Events for one stream, and the guard on it."""

    stream: StreamName
    events: tuple[Event, ...]
    expected: int  # a version from 0, or an Expected
    actor: str
    causation: Position = Position(0)
    correlation: str = ""


class EventLog(Protocol):
    """Append-only. Positions are dense from 1; whatever was returned is durable."""

    def append(self, writes: Sequence[Write], *, key: str) -> tuple[Recorded, ...]:
        """Append to one or several streams: all of it or nothing, durable before it returns.

        Args:
            writes: One per stream, in the order in which their events get positions.
            key: Names this call. Made before it, kept until it returns; the same call again with the same key and
                the same events returns the events of the first time, also where the guard would now refuse.

        Raises:
            ExpectedVersionError: A stream is not at the version expected of it. Nothing was written.
            KeyReusedError: The key belongs to a call with other events. Nothing was written.
            CodecError: A value cannot be encoded. Nothing was written.
        """

    def read(self, stream: StreamName, *, after: Version = Version(0)) -> tuple[Stored, ...]:
        """All events of one stream above a version, in order."""

    def tail(self, *, after: Position, limit: int) -> tuple[Stored, ...]:
        """At most `limit` events of all streams above a position, in order."""

    def head(self) -> Head:
        """The end of the log as it is now."""


class BlobStore(Protocol):
    """Large payloads, named by the SHA-256 of their bytes. Written and synced before the event that names them."""

    def put(self, data: bytes) -> BlobId:
        """Store bytes, durable before it returns. Storing them twice is storing them once."""

    def get(self, blob: BlobId) -> bytes:
        """The bytes of that name.

        Raises:
            BlobMissingError: They are not there, or are not the bytes of that name any more.
        """


class LanguageModel(Protocol):
    """Whoever writes the code: the offline author, a served model, a recording."""

    def request(self, brief: Asked) -> Request:
        """The brief as this model takes it: pure, equal bytes for equal briefs."""

    async def ask(self, request: Request) -> Reply:
        """Answer. A failed call is part of the reply, not an exception."""


@runtime_checkable
class Batching(Protocol):
    """A language model that also takes requests together, for less money and later."""

    async def submit(self, requests: Sequence[Request]) -> str | None:
        """Hand requests in; the batch's name, or None where they have to be asked for one by one."""

    async def collect(self, batch: str, requests: Sequence[Request]) -> tuple[Reply, ...] | None:
        """The replies in the order of the requests, in whichever process; None while they are not there."""


class Execution(msgspec.Struct, frozen=True, kw_only=True):
    """One process to run behind walls. The code finds $INPUT and writes $OUTPUT."""

    code: bytes  # the solution, Python source
    input: str  # absolute path of the folder shown as the solution's input, read only
    resources: Resources
    seed: int  # given to the process as $SEED
    output_bytes_max: int  # of the submission, and of each other file that is collected
    declares: bool = False  # it also finds $OUT_OF_FOLD, and writes out-of-fold predictions there
    shares: bool = False  # it also finds $CLASS_SHARES, and may write there how sure it was of each class


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How that process ended, before anybody looked at what it predicted."""

    status: Status
    reason: Reason | None = None
    message: str = ""  # end of the traceback, or what was expected and found
    wall_s: float
    cpu_s: float
    peak_memory_bytes: int = 0
    printed: bytes = b""  # stdout and stderr, shortened in the middle
    submission: bytes | None = None
    out_of_fold: bytes | None = None  # where it was asked for, and was written
    class_shares: bytes | None = None  # likewise


class Walls(msgspec.Struct, frozen=True, kw_only=True):
    """What a sandbox was seen to do when it was tried."""

    sandbox: str
    holds: bool  # it runs here and stops all that it claims to
    walled: bool  # model-written code may run in it
    stops: tuple[str, ...]
    misses: tuple[str, ...]
    because: str = ""  # why it does not hold
    group: bool = False  # the kernel holds a whole tree to its memory and its tasks, not looks at it alone


class Sandbox(Protocol):
    """Runs one process with no way to anything but its input and its own folder."""

    def probe(self) -> Walls:
        """Try it by running it, and tell what it stops."""

    async def run(self, execution: Execution) -> Outcome:
        """Run to the end or to a limit. Nothing that it started is alive when this returns; cancelling it kills it."""


class SkillRow(msgspec.Struct, frozen=True, kw_only=True):
    """One skill as an index holds it."""

    id: SkillId
    scope: str  # "g", "d:<domain>" or "c:<competition>"
    kind: SkillKind
    text: str  # the words that it is found by


class SkillIndex(Protocol):
    """Finds skills by their words. It holds nothing that cannot be made anew from its rows."""

    def write(self, rows: Sequence[SkillRow]) -> None:
        """Hold these rows, one for each id, and no others.

        Raises:
            SkillIndexError: It can be neither read nor made.
        """

    def search(self, text: str, *, scopes: Collection[str], kinds: Collection[SkillKind] = tuple(SkillKind)) -> tuple[SkillId, ...]:
        """All skills of these scopes and kinds that share a word with a text, by BM25: best first, equals by id.

        Args:
            text: Any text. Only its words count, by their stems and without the most common ones.
            scopes: Rows of other scopes are no answer; they only count in how rare a word is.
            kinds: The same for kinds.

        Raises:
            SlugError: A scope is none.
            SkillIndexError: It can be neither read nor made anew.
        """

    def clear(self) -> None:
        """Throw away all that was ever built for any rows, also by others: whoever misses it makes it anew.

        Raises:
            SkillIndexError: It cannot be removed.
        """


class Clock(Protocol):
    """The time, so that it can be played back."""

    def now(self) -> Time:
        """Nanoseconds since 1970-01-01 UTC."""


class Peer(Protocol):
    """Another actor, wherever it lives."""

    async def ask(self, command: Command) -> tuple[Recorded, ...]:
        """Ask for something; the answer is the events that it caused.

        Raises:
            UnavailableError: The actor's process is gone or did not answer in time; asking again is safe.
        """
