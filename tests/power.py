"""Writes down what SQLite asks of the disk, so that a test can lose whatever was not synced when the power went.

It stands between SQLite's own way to files and the files: `xOpen` of its default VFS, and of each file `xWrite`, `xTruncate` and `xSync`.
"""

import _sqlite3
import ctypes
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_int, c_int64, c_void_p
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

_OK = 0


@dataclass(frozen=True, kw_only=True)
class Wrote:
    """Bytes of a file that a crash may lose until the file is synced."""

    file: str
    offset: int
    data: bytes


@dataclass(frozen=True, kw_only=True)
class Shortened:
    """A file was cut to a length, or made longer by zeros."""

    file: str
    length: int


@dataclass(frozen=True, kw_only=True)
class Synced:
    """All before this is on the disk, of this file."""

    file: str


@dataclass(frozen=True, kw_only=True)
class Answered:
    """All up to a position was acknowledged."""

    position: int


Step = Wrote | Shortened | Synced | Answered
Files = dict[str, bytearray]


class _Methods(Structure):
    """`sqlite3_io_methods`."""

    _fields_ = (
        ("version", c_int),
        *((name, c_void_p) for name in ("close", "read", "write", "truncate", "sync", "size", "lock", "unlock", "reserved")),
        *((name, c_void_p) for name in ("control", "sector", "traits", "map", "shared_lock", "barrier", "unmap", "fetch", "unfetch")),
    )


class _File(Structure):
    """`sqlite3_file`."""

    _fields_ = (("methods", POINTER(_Methods)),)


class _Vfs(Structure):
    """`sqlite3_vfs`, as far as it is looked at."""

    _fields_ = (
        *((name, c_int) for name in ("version", "file_bytes", "path_max")),
        *((name, c_void_p) for name in ("next", "name", "data", "open")),
    )


_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, POINTER(_File), c_int, c_void_p)
_Write = CFUNCTYPE(c_int, POINTER(_File), c_void_p, c_int, c_int64)
_Truncate = CFUNCTYPE(c_int, POINTER(_File), c_int64)
_Sync = CFUNCTYPE(c_int, POINTER(_File), c_int)


@contextmanager
def written_down(folder: Path) -> Iterator[list[Step]]:
    """Note all that SQLite does to the files of a folder which it opens meanwhile. Close them before this ends.

    Raises:
        AttributeError: Python's SQLite does not show its functions.
    """
    find = ctypes.CDLL(_sqlite3.__file__).sqlite3_vfs_find
    find.restype = POINTER(_Vfs)
    vfs = find(None).contents
    given, steps = vfs.open, list[Step]()
    held: list[Any] = []  # what SQLite has pointers to

    def opened(this: int, name: int | None, file: Any, flags: int, told: int) -> int:  # noqa: ANN401 - ctypes gives no type for a pointer
        code: int = _Open(given)(this, name, file, flags, told)
        path = Path(os.fsdecode(ctypes.string_at(name))) if name else Path()
        if code == _OK and path.parent == folder:
            held.append(_watched(file, path.name, steps))
        return code

    stand_in = _Open(opened)
    vfs.open = ctypes.cast(stand_in, c_void_p).value
    try:
        yield steps
    finally:
        vfs.open = given


def _watched(file: Any, name: str, steps: list[Step]) -> tuple[object, ...]:  # noqa: ANN401 - the same
    """Put other methods in place of a file's own; they have to live as long as it is open."""
    methods = _Methods.from_buffer_copy(file.contents.methods.contents)
    write, truncate, sync = _Write(methods.write), _Truncate(methods.truncate), _Sync(methods.sync)

    def wrote(this: Any, data: int, count: int, offset: int) -> int:  # noqa: ANN401 - the same
        steps.append(Wrote(file=name, offset=offset, data=ctypes.string_at(data, count)))
        return int(write(this, data, count, offset))

    def shortened(this: Any, length: int) -> int:  # noqa: ANN401 - the same
        steps.append(Shortened(file=name, length=length))
        return int(truncate(this, length))

    def synced(this: Any, flags: int) -> int:  # noqa: ANN401 - the same
        code = int(sync(this, flags))
        steps.append(Synced(file=name))
        return code

    stand_ins = {"write": _Write(wrote), "truncate": _Truncate(shortened), "sync": _Sync(synced)}
    for method, stand_in in stand_ins.items():
        setattr(methods, method, ctypes.cast(stand_in, c_void_p).value)
    file.contents.methods = ctypes.pointer(methods)
    return methods, stand_ins


def crashes(steps: Sequence[Step], base: Files, chance: Random, *, tries: int) -> Iterator[tuple[int, Files]]:
    """What the disk may hold when the power goes after each step, and up to where was acknowledged by then.

    A file keeps all that was done before its last sync, and of what came later anything: nothing, all, all but one,
    one alone, some of it, and a write only in part.

    Args:
        steps: As written down.
        base: The files before the first of them.
        chance: Picks what is kept.
        tries: How often some of it is picked at random, after each step.
    """
    durable, pending, answered = {name: bytearray(data) for name, data in base.items()}, list[Wrote | Shortened](), 0
    for step in steps:
        match step:
            case Answered(position=position):
                answered = position
            case Synced(file=file):
                durable = _after(durable, [one for one in pending if one.file == file])
                pending = [one for one in pending if one.file != file]
            case _:
                pending.append(step)
        kept: list[Sequence[Wrote | Shortened]] = [[], pending, pending[1:], pending[-1:], *(_some(pending, chance) for _ in range(tries))]
        for one in kept if pending else [[]]:
            yield answered, _after(durable, one)


def _some(pending: Sequence[Wrote | Shortened], chance: Random) -> list[Wrote | Shortened]:
    """Any of these in their order, one of them torn."""
    kept = [one for one in pending if chance.random() < 0.5]
    torn = chance.randrange(len(kept)) if kept else 0
    return [_torn(one, chance) if number == torn else one for number, one in enumerate(kept)]


def _torn(one: Wrote | Shortened, chance: Random) -> Wrote | Shortened:
    return Wrote(file=one.file, offset=one.offset, data=one.data[: chance.randrange(len(one.data))]) if isinstance(one, Wrote) else one


def _after(files: Files, steps: Sequence[Wrote | Shortened]) -> Files:
    """The files once these are done; a gap before a write is zeros."""
    changed = {name: bytearray(data) for name, data in files.items()}
    for step in steps:
        data = changed.setdefault(step.file, bytearray())
        end = step.length if isinstance(step, Shortened) else step.offset
        data.extend(bytes(max(0, end - len(data))))
        if isinstance(step, Shortened):
            del data[step.length :]
        else:
            data[step.offset : step.offset + len(step.data)] = step.data
    return changed
