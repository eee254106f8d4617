"""Tells whether a folder still holds what was put there: the hashes of its files, in a file beside them."""

import hashlib
from pathlib import Path

import msgspec

_SUMS = "sums.json"


def write_sums(folder: Path) -> None:
    """Note all files of a folder. What changes later makes it unwhole."""
    (folder / _SUMS).write_bytes(msgspec.json.encode(_sums(folder)))


def is_whole(folder: Path) -> bool:
    """Whether a folder holds the files that were noted, no others, and each as it was."""
    noted = folder / _SUMS
    return noted.is_file() and noted.read_bytes() == msgspec.json.encode(_sums(folder))


def _sums(folder: Path) -> dict[str, str]:
    """SHA-256 of each file by its path in the folder, in the order of the paths."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / _SUMS)
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
