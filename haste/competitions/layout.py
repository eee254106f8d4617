"""Where the files of a competition lie."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

import msgspec

from haste.errors import CompetitionError


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """The places of one competition, absolute."""

    public: Path  # holds train.csv and test.csv
    top: Path  # holds config.yaml and leaderboard.csv, either of which may be missing
    name: str  # of the folder that stands for the competition
    prepared: bool  # public is a folder of its own, so that answers may lie beside it

    @property
    def config(self) -> Path:
        """What a person says about it; may be missing."""
        return self.top / "config.yaml"

    @property
    def leaderboard(self) -> Path:
        """Scores of those who competed; may be missing."""
        return self.top / "leaderboard.csv"


def find(folder: Path) -> Layout:
    """Find the public folder and the config of a competition.

    Args:
        folder: One that holds prepared/public, or public, or the files themselves.

    Raises:
        CompetitionError: No train.csv in any of these places.
    """
    folder = folder.absolute()
    for public in (folder / "prepared" / "public", folder / "public", folder):
        if (public / "train.csv").is_file():
            return of(public)
    raise CompetitionError(
        expected="train.csv in prepared/public, in public, or directly in the folder",
        found=listing(folder),
        where=str(folder),
        next_step="Name a folder that holds train.csv and test.csv.",
    )


def of(public: Path) -> Layout:
    """The places around a public folder."""
    if public.name != "public":
        return Layout(public=public, top=public, name=public.name, prepared=False)
    top = public.parent.parent if public.parent.name == "prepared" else public.parent
    return Layout(public=public, top=top, name=top.name, prepared=True)


def is_competition(folder: Path) -> bool:
    """Whether a folder looks like one competition, and not like a folder of several."""
    return any((folder / inner / name).exists() for inner in ("prepared/public", "public", ".") for name in ("train.csv", "test.csv"))


def slug_of(name: str) -> str:
    """The id of a competition whose folder has this name.

    >>> slug_of("My Data (v2)")
    'my-data-v2'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "competition"


def digest(folder: Path, *names: str) -> str:
    """SHA-256 over names and contents of all files below a folder, or of these alone, 64 hex digits."""
    files = sorted(path for path in ([folder / name for name in names] or folder.rglob("*")) if path.is_file())
    return _digest(tuple((str(path), path.relative_to(folder).as_posix(), path.stat().st_size, path.stat().st_mtime_ns) for path in files))


def size_bytes(public: Path) -> int:
    """Size of all files below a folder."""
    return sum(path.stat().st_size for path in public.rglob("*") if path.is_file())


def listing(folder: Path) -> str:
    """What lies in a folder, in a few words."""
    if not folder.is_dir():
        return "no such folder"
    names = sorted(path.name for path in folder.iterdir())
    return ", ".join(names[:8]) + (", ..." if len(names) > 8 else "") if names else "an empty folder"


def digest_of(file: Path) -> str:
    """SHA-256 over the contents of one file, 64 hex digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@lru_cache(maxsize=64)  # size and time of change are part of the key, so that a changed file is read again
def _digest(files: tuple[tuple[str, str, int, int], ...]) -> str:
    whole = hashlib.sha256()
    for path, name, _, _ in files:
        whole.update(f"{name}\0{digest_of(Path(path))}\n".encode())
    return whole.hexdigest()
