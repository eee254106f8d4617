"""Blob stores: bytes under their own SHA-256, in a folder or in memory."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from haste.errors import BlobMissingError, LogError
from haste.store.folders import made_folder, synced_folder
from haste.vocabulary.ids import BlobId

_NAME = re.compile(r"[0-9a-f]{64}")


class MemoryBlobs:
    """A BlobStore that ends with its process."""

    def __init__(self) -> None:
        """Start empty."""
        self._blobs: dict[BlobId, bytes] = {}

    def put(self, data: bytes) -> BlobId:
        """Keep bytes under their name."""
        blob = _named(data)
        self._blobs[blob] = data
        return blob

    def get(self, blob: BlobId) -> bytes:
        """The bytes of that name, or BlobMissingError."""
        if blob not in self._blobs:
            raise _missing(blob, found="no blob of that name", where="blobs in memory")
        return self._blobs[blob]


class FileBlobs:
    """A BlobStore in a folder: one file a blob, below 256 folders named by the first two hex digits.

    Several processes may write to one folder: a blob appears under its name whole, or not at all.
    """

    def __init__(self, folder: str | Path) -> None:
        """Name the folder; the first `put` makes it."""
        self._folder = Path(folder).absolute()

    def put(self, data: bytes) -> BlobId:
        """Store bytes, durable before it returns."""
        blob = _named(data)
        path = self._path(blob)
        with self._translated():
            made_folder(path.parent)
            if not (path.is_file() and path.read_bytes() == data):
                _write_whole(path, data)
            synced_folder(path.parent)  # also where another process wrote it and has not come so far yet
        return blob

    def get(self, blob: BlobId) -> bytes:
        """The bytes of that name, or BlobMissingError."""
        if not _NAME.fullmatch(blob):
            raise _missing(blob, found="a name that is no SHA-256", where=str(self._folder))
        try:
            with self._translated():
                data = self._path(blob).read_bytes()
        except LogError as error:
            raise _missing(blob, found=error.found, where=str(self._folder)) from error
        if _named(data) != blob:
            raise _missing(blob, found=f"{len(data)} other bytes under that name", where=str(self._folder))
        return data

    def _path(self, blob: BlobId) -> Path:
        return self._folder / blob[:2] / blob

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise LogError(
                expected="a folder that can be read and written, with room on its disk",
                found=error.strerror or str(error),
                where=f"blobs in {self._folder}",
                next_step="Give this user the right, or free some space; storing a blob again is safe.",
            ) from error


def _named(data: bytes) -> BlobId:
    return BlobId(hashlib.sha256(data).hexdigest())


def _missing(blob: BlobId, *, found: str, where: str) -> BlobMissingError:
    return BlobMissingError(
        expected=f"the bytes of blob {blob}",
        found=found,
        where=where,
        next_step="Restore the file from a copy of the blobs folder; the log names it but does not hold it.",
    )


def _write_whole(path: Path, data: bytes) -> None:
    """Write beside the name, sync, then take the name: a kill leaves a stray file, never half a blob."""
    stray = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with stray.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        stray.replace(path)
    except BaseException:
        stray.unlink(missing_ok=True)
        raise
