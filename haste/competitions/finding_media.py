"""Finds the files that belong to rows, sees that they can be read, and tells what their headers say."""

import warnings
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath
from statistics import median

import msgspec
import pandas as pd
from PIL import Image

from haste.competitions import looking_at_signals
from haste.competitions.inference import Tables
from haste.competitions.looking_at_signals import Measured
from haste.errors import CompetitionError
from haste.evaluation import media
from haste.vocabulary.competition import MediaProfile
from haste.vocabulary.spellings import MISSING

_LOOKED_AT = 50  # values of a column that are tried as paths
_TRIED = 3  # files that tell whether a text is a table of numbers
_CHANNELS = {"P": 3, "CMYK": 3}  # where a file holds numbers of colours, or shares of inks


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Where the media of a competition are."""

    media: str = ""  # as `haste.vocabulary.competition.Competition.media` has it
    paths: tuple[str, ...] = ()  # in the public folder: those of train.csv in its order, then those of test.csv
    suffix: str = ""  # what follows the id, or ends every path; "" where they differ in it


def find(read: Tables, id_column: str, target: Sequence[str], public: Path) -> Found:
    """The media that rows name, by a column of paths or by their ids; nothing where they name none.

    Raises:
        CompetitionError: Some rows have a file and others have none, or a path leads out of the public folder.
    """
    named = [name for name in read.test.columns if name in read.train and name not in target and _are_paths(read.train[name], public)]
    if len(named) > 1:
        raise _misfit("one column of paths", f"{len(named)}: {', '.join(map(repr, named))}", read.where, "Leave one of them.")
    if named and named[0] == media.BY_ID:
        raise _misfit("paths in a column of another name", f"{media.BY_ID!r}", read.where, "Rename it: 'id' stands for files named by ids.")
    if named:
        parts = (("train.csv", read.train), ("test.csv", read.test))
        paths = tuple(_below(path, public, f"column {named[0]!r} of {file}") for file, rows in parts for path in rows[named[0]])
        return Found(media=named[0], paths=paths, suffix=_common([PurePosixPath(path).suffix for path in paths]))
    if id_column in read.train and _are_named(read.train[id_column], public):
        ids = (("train", read.train[id_column]), ("test", read.test[id_column]))
        paths = tuple(path for part, rows in ids for path in _by_id(part, rows, public))
        names = zip(paths, (row for _, rows in ids for row in rows), strict=True)
        return Found(media=media.BY_ID, paths=paths, suffix=_common([PurePosixPath(path).name.removeprefix(row) for path, row in names]))
    return Found()


def described(found: Found, public: Path) -> MediaProfile | None:
    """What the headers of these files say; None without files.

    Raises:
        CompetitionError: A file is not there, is not what it is called, or is an image among signals.
    """
    if not found.media:
        return None
    files = []
    for path in dict.fromkeys(found.paths):
        try:
            status = (public / path).stat()
        except OSError as error:
            raise media.missing(path, str(public)) from error
        files.append((path, status.st_size, status.st_mtime_ns))
    return _described(found, str(public), tuple(files))


def lost(rows: pd.DataFrame, public: Path) -> tuple[str, str]:
    """A column that is called for by names of images or sounds where no such files are, and the first of these; empty without one."""
    for name in rows.columns:
        values = rows[name].head(_LOOKED_AT)
        if len(values) and values.str.lower().str.endswith((*media.SUFFIXES, ".wav")).all() and not any(_is_file(public / value) for value in values):
            return str(name), str(values.iloc[0])
    return "", ""


def media_below(public: Path) -> tuple[str, ...]:
    """Paths of all images below a folder, and of all signals in folders of theirs; folders that are hidden left out; sorted."""
    found = (path.relative_to(public) for path in public.rglob("*") if path.suffix.lower() in media.SUFFIXES | media.SIGNALS)
    shown = (path for path in found if not any(part.startswith(".") for part in path.parts))
    return tuple(sorted(path.as_posix() for path in shown if len(path.parts) > 1 or path.suffix.lower() in media.SUFFIXES))


@lru_cache(maxsize=16)  # size and time of change are part of the key, so that a changed file is read again
def _described(found: Found, public: str, files: tuple[tuple[str, int, int], ...]) -> MediaProfile:
    kinds = {media.kind_of(path) for path, _, _ in files}
    if len(kinds) > 1:
        other = next(path for path, _, _ in files if media.kind_of(path) != media.kind_of(files[0][0]))
        raise _misfit(f"files of one kind, as {files[0][0]} is", other, public, "Bring all of them to one kind.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of large images: nothing but their headers is read
        return _of_signals(found, public, files) if kinds == {"signal"} else _of_images(found, public, files)


def _of_images(found: Found, public: str, files: Sequence[tuple[str, int, int]]) -> MediaProfile:
    shapes = [_shape(Path(public), path) for path, _, _ in files]
    width, height, channels = (int(median(sizes)) for sizes in zip(*shapes, strict=True))
    return MediaProfile(
        files=len(files),
        bytes=sum(size for _, size, _ in files),
        width=width,
        height=height,
        channels=channels,
        same_size=len(set(shapes)) == 1,
        suffix=found.suffix,
    )


def _of_signals(found: Found, public: str, files: Sequence[tuple[str, int, int]]) -> MediaProfile:
    forms = [_form(Path(public), path) for path, _, _ in files]
    rates = [form.rate for form in forms if form.rate]
    return MediaProfile(
        kind="signal",
        files=len(files),
        bytes=sum(size for _, size, _ in files),
        channels=int(median(form.channels for form in forms)),
        samples=int(median(form.samples for form in forms)),
        samples_max=max(form.samples for form in forms),
        rate=float(median(rates)) if rates else 0.0,
        same_size=len(set(forms)) == 1,
        suffix=found.suffix,
    )


def _form(public: Path, path: str) -> Measured:
    try:
        return looking_at_signals.measured(public / path)
    except (OSError, ValueError) as error:
        found = str(error).strip().partition("\n")[0] or type(error).__name__
        raise _misfit(f"a signal {path}", found, str(public), "Put a whole file there, or leave the row out.") from error


def _shape(public: Path, path: str) -> tuple[int, int, int]:
    """Width, height and channels by the header alone."""
    try:
        with Image.open(public / path) as image:
            coded = _CHANNELS.get(image.mode, len(image.getbands()))
            return image.width, image.height, coded + ("transparency" in image.info and coded == 3)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        found = f"{(public / path).stat().st_size} bytes that are none"
        raise _misfit(f"an image {path}", found, str(public), "Put a whole file there, or leave the row out.") from error


def _are_paths(values: pd.Series, public: Path) -> bool:
    """Whether a column names images or signals below the public folder."""
    looked_at = values.head(_LOOKED_AT)  # paths stand in every row, or it is no such column
    named = looked_at[looked_at.str.lower().str.endswith((*media.SUFFIXES, *media.SIGNALS))]
    return _hold_what_they_say([public / value for value in named if _is_file(public / value)])


def _are_named(ids: pd.Series, public: Path) -> bool:
    """Whether ids name images or signals of the training rows."""
    names = media.named_by(public / "train")
    return _hold_what_they_say([public / "train" / names[row] for row in ids if row in names])


def _hold_what_they_say(paths: Sequence[Path]) -> bool:
    """Whether there are files, at least one of the first of which is more than a text, or an array, of another kind."""
    if not paths or media.kind_of(paths[0].name) == "image" or paths[0].suffix.lower() == ".wav":
        return bool(paths)
    return any(_is_signal(path) for path in paths[:_TRIED])


def _is_signal(path: Path) -> bool:
    try:
        looking_at_signals.measured(path)
    except (OSError, ValueError):
        return False
    return True


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long for a path, or with a sign that no path has
        return False


def _common(suffixes: Sequence[str]) -> str:
    return suffixes[0] if len(set(suffixes)) == 1 else ""


def _below(path: str, public: Path, where: str) -> str:
    """A path in its plain form, once it is known to stay in the public folder."""
    if path in MISSING:
        raise _misfit("a path in every row", "a row without one", f"{where} of {public}", "Leave the row out.")
    plain = PurePosixPath(path)
    if plain.is_absolute() or ".." in plain.parts or not (public / plain).resolve().is_relative_to(public.resolve()):
        raise _misfit("a path that stays below the public folder", repr(path), f"{where} of {public}", "Put the file itself there, not a link.")
    return plain.as_posix()


def _by_id(part: str, ids: pd.Series, public: Path) -> list[str]:
    names = media.named_by(public / part)
    lost = ids[~ids.isin(set(names))]
    if len(lost):
        raise _misfit(
            f"a file for each id, such as {part}/{lost.iloc[0]}{_usual_suffix(names)}",
            f"none for {lost.iloc[0]!r} ({len(lost)} ids without one)",
            f"{part} of {public}",
            "Put it there, or leave the row out.",
        )
    return [_below(f"{part}/{names[row]}", public, f"ids of {part}.csv") for row in ids]


def _usual_suffix(names: Mapping[str, str]) -> str:
    return next((PurePosixPath(name).suffix for name in names.values()), ".png")


def _misfit(expected: str, found: str, where: str, next_step: str) -> CompetitionError:
    return CompetitionError(expected=expected, found=found, where=where, next_step=next_step)
