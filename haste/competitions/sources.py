"""Finds a person's files: a training table, perhaps a test table and a sample submission, in a folder or named one by one."""

from pathlib import Path

import msgspec

from haste.competitions import config as configs
from haste.competitions import finding_media, layout, own_files
from haste.competitions.config import Config
from haste.errors import CompetitionError

_AMBIGUOUS = (".txt", ".json")  # may as well hold words or settings, unless they are called train or test


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where a person's files are; absolute paths."""

    train: Path
    test: Path | None = None  # None: rows of train are held out
    sample: Path | None = None
    folder: Path | None = None  # holds description, config and media; None where single files were named
    name: str
    notes: tuple[str, ...] = ()  # what was assumed to find them

    @property
    def where(self) -> str:
        """What was named, for messages."""
        return str(self.folder or self.train)

    @property
    def config(self) -> Config:
        """What the folder's config.yaml says."""
        return configs.read(layout.of(self.folder).config) if self.folder else Config()

    @property
    def media(self) -> tuple[str, ...]:
        """Paths of all files below the folder that may belong to rows."""
        return finding_media.media_below(self.folder) if self.folder else ()

    @property
    def others(self) -> tuple[Path, ...]:
        """Tables that lie beside these in the folder."""
        known = (self.train, self.test, self.sample)
        beside = _tables(self.folder) if self.folder else []
        named = (path for path in beside if not path.name.lower().endswith(_AMBIGUOUS) and _stem(path) != "leaderboard")
        return tuple(path for path in named if path not in known)

    @property
    def digest(self) -> str:
        """Tells the contents of all that is read."""
        named = [layout.digest(path.parent, path.name) for path in (self.train, self.test, self.sample) if path]
        others = layout.digest(self.folder, "description.md", "config.yaml", *self.media) if self.folder else ""
        return f"{self.test is None}/{self.sample is None}/{'/'.join(named)}/{others}"


def find(place: Path) -> Source:
    """The files of a folder, or a single file of training rows.

    Args:
        place: A folder with train.csv (or train.parquet, train.csv.gz, ...) in prepared/public, in public or directly in it, perhaps with
            test and sample_submission; one with a single table; or the file of that table.

    Raises:
        CompetitionError: No such thing, or more than one.
    """
    place = place.absolute()
    if place.is_file():
        name = own_files.stem_of(place.name) or place.stem
        return Source(train=place, name=place.parent.name if name.lower() == "train" else name)
    for public in (place / "prepared" / "public", place / "public", place):
        train = _called("train", public)
        if train:
            sample = _called("samplesubmission", public)
            return Source(train=train, test=_called("test", public), sample=sample, folder=public, name=layout.of(public).name)
    tables = [path for path in _tables(place) if not path.name.lower().endswith(_AMBIGUOUS)]
    if len(tables) == 1 and _called("test", place) is None and _called("samplesubmission", place) is None:
        return Source(train=tables[0], folder=place, name=place.name)
    raise CompetitionError(
        expected="train.csv in prepared/public, in public, or directly in the folder",
        found=", ".join(path.name for path in tables[:8]) or layout.listing(place),
        where=str(place),
        next_step="Name a folder that holds train.csv and test.csv, or the files: --train FILE --test FILE.",
    )


def _called(stem: str, folder: Path) -> Path | None:
    """The table of that name, whatever its format and however its name is spelled."""
    found = [path for path in _tables(folder) if _stem(path) == stem]
    if len(found) > 1:
        raise CompetitionError(
            expected=f"one file called {stem}",
            found=", ".join(path.name for path in found),
            where=str(folder),
            next_step="Leave one of them, or name the files: --train FILE --test FILE.",
        )
    return found[0] if found else None


def _tables(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if own_files.stem_of(path.name) and path.is_file()) if folder.is_dir() else []


def _stem(path: Path) -> str:
    return (own_files.stem_of(path.name) or "").lower().replace("_", "").replace("-", "").replace(" ", "")
