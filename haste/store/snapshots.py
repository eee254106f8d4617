"""Kept folds of a log, in a folder beside it: whoever folds next starts there. Each can be deleted at any time.

A snapshot is used only where the log's hash at its position is the one that it was made at, its bytes are those that were
written, and the code that would fold is the code that folded. Else it is passed over, and the whole log is folded.
"""

import fcntl
import gc
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec
import structlog

from haste.events.rows import UNREADABLE
from haste.ports import EventLog
from haste.projections.keeping import decoded, encoded
from haste.projections.memory import Kept, MemoryFollower
from haste.vocabulary.ids import Position, SweepId

WORTH_EVENTS = 5000  # so many are folded in about 20 ms: whoever folded more keeps what it came to

_MEMORY = "memory"  # the one projection that is kept; another one takes another name
_CODE = ("haste.events", "haste.projections", "haste.vocabulary")  # what a fold is made of

_encode = msgspec.msgpack.Encoder().encode


class _File(msgspec.Struct, frozen=True, kw_only=True):
    """What a snapshot's file holds."""

    projection: str
    code: str  # digest of the source that folded
    position: Position
    hash: bytes  # of the log's event at that position
    sha256: bytes  # of the data
    data: memoryview


_file = msgspec.msgpack.Decoder(_File)


class Snapshots:
    """The snapshots in a folder, one for each log that was folded from here.

    Args:
        folder: The first `write` makes it.
        only: The sweep whose events are remembered; those of all sweeps where None.
    """

    def __init__(self, folder: Path, *, only: SweepId | None = None) -> None:
        self._folder = folder
        self._only = only
        self._projection = _MEMORY if only is None else f"{_MEMORY} of {only}"

    def read(self, log: EventLog) -> Kept | None:
        """The newest fold of a log that was kept; None where there is none that can be used."""
        path = self._path(log)
        if path is None or not path.exists():
            return None
        try:
            file = _file.decode(path.read_bytes())
            unfit = self._unfit(file, log)
            if unfit is None:
                with _without_collector():
                    return decoded(file.data)
        except (OSError, *UNREADABLE) as error:
            unfit = f"it cannot be read: {error}"
        structlog.get_logger().info("snapshot passed over, the whole log is folded", because=unfit, file=str(path))
        return None

    def write(self, log: EventLog, kept: Kept) -> None:
        """Keep a fold in place of the one before, whole or not at all. Where that cannot be done it is told, and nothing is lost."""
        path = self._path(log)
        if path is None:
            return
        data = encoded(kept)
        digest = hashlib.sha256(data).digest()
        file = _File(
            projection=self._projection, code=code(), position=kept.read_to, hash=_hash_at(log, kept.read_to), sha256=digest, data=memoryview(data)
        )
        try:
            with self._held():
                beside = path.with_suffix(".new")
                beside.write_bytes(_encode(file))
                beside.replace(path)
        except OSError as error:
            structlog.get_logger().warning("snapshot not kept", because=error.strerror or str(error), file=str(path))

    def followed(self, log: EventLog) -> MemoryFollower:
        """A follower of a log that is at its head: from the snapshot on, where one can be used. What was long to fold is kept."""
        follower = MemoryFollower(log, only=self._only, start=self.read(log))
        start = follower.read_to
        follower.catch_up()
        if follower.read_to - start >= WORTH_EVENTS:
            self.write(log, follower.kept)
        return follower

    def _unfit(self, file: _File, log: EventLog) -> str | None:
        """Why a snapshot may not be used."""
        if (file.projection, file.code) != (self._projection, code()):
            return "other code folded it"
        if hashlib.sha256(file.data).digest() != file.sha256:
            return "its bytes were changed"
        if _hash_at(log, file.position) != file.hash:
            return f"the log has another event at position {file.position}, or none"
        return None

    def _path(self, log: EventLog) -> Path | None:
        """A file named by the hash of the log's first event, so that several logs of one home keep apart; None for an empty log."""
        first = _hash_at(log, Position(1))
        return self._folder / f"{self._projection.replace(' ', '-')}-{first.hex()[:16]}.msgpack" if first else None

    @contextmanager
    def _held(self) -> Iterator[None]:
        """Be the one that writes. The lock ends with the process, however that ends."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / ".lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


@cache
def code() -> str:
    """Digest of the source that events are folded by, and of msgspec's release: another one may fold otherwise."""
    sources = [
        f"{package}.{source.name}".encode() + source.read_bytes()
        for package in _CODE
        for source in sorted(files(package).iterdir(), key=lambda source: source.name)
        if source.name.endswith(".py")
    ]
    return hashlib.sha256(b"\0".join([msgspec.__version__.encode(), *sources])).hexdigest()


def _hash_at(log: EventLog, position: Position) -> bytes:
    """The hash of the event at a position; nothing where there is none."""
    page = log.tail(after=Position(position - 1), limit=1)
    return page[0].hash if page else b""


@contextmanager
def _without_collector() -> Iterator[None]:
    """Decode without the collector of cycles, which would walk over all that is there again and again: three times as quick."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
