"""Files that belong to rows: where they lie, and how a view shows them under names and with times that tell nothing.

A view gets hard links into a store of its own, never to the files of the public folder: those carry the times, the order of creation and the link
counts that their author gave them, and a link would show them all. What a solution could read off the store is the same for every file: its times;
or follows the contents alone: its number on the disk and the order in which it was linked.
"""

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path, PurePosixPath

import msgspec
import pandas as pd

from haste.errors import CompetitionError
from haste.evaluation.building import built_once
from haste.vocabulary.competition import Competition

BY_ID = "id"  # the value of `Competition.media` where files are named by the ids of rows
SUFFIXES = frozenset({".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp"})  # of images
SIGNALS = frozenset({".csv", ".npy", ".tsv", ".txt", ".wav"})  # of sounds, and of what sensors measured
WRITTEN_S = 946_684_800  # every file of a view claims to be written at the start of the year 2000
_READ_S = 2_145_916_800  # and to be read last in 2038: a time of reading is kept up only where it lies before the present


class Store(msgspec.Struct, frozen=True, kw_only=True):
    """Files of a public folder, named by their contents: the media of training rows, or what every fold shows."""

    folder: Path
    digests: dict[str, str]  # SHA-256 by path in the public folder


def column_of(competition_media: str) -> str:
    """The column that holds paths; "" where there is none."""
    return "" if competition_media == BY_ID else competition_media


def paths_of(rows: pd.DataFrame, part: str, competition: Competition) -> list[str]:
    """Paths in the public folder of the files of these rows, one each.

    Args:
        rows: Rows of train.csv or test.csv as text.
        part: "train" or "test".
        competition: One with media.

    Raises:
        CompetitionError: A row has no file.
    """
    if competition.media != BY_ID:
        return [PurePosixPath(path).as_posix() for path in rows[competition.media]]
    names = named_by(Path(competition.public) / part)
    return [f"{part}/{_found(names, row, f'{part}.csv of {competition.id}')}" for row in rows[competition.id_column]]


def named_by(folder: Path) -> dict[str, str]:
    """Names of the images directly in a folder, or of the signals where there are more of those, with their suffix and without it."""
    if not folder.is_dir():
        return {}
    names = sorted(entry.name for entry in os.scandir(folder))
    images, signals = ([name for name in names if PurePosixPath(name).suffix.lower() in of_kind] for of_kind in (SUFFIXES, SIGNALS))
    kept = images if len(images) >= len(signals) else signals
    return {PurePosixPath(name).stem: name for name in kept} | {name: name for name in kept}


def kind_of(path: str) -> str:
    """The kind of a file, by its name: image or signal."""
    return "signal" if PurePosixPath(path).suffix.lower() in SIGNALS else "image"


def named(path: str) -> str:
    """What a person calls such a file."""
    return "a signal" if kind_of(path) == "signal" else "an image"


def stored(competition: Competition, paths: Iterable[str], *, folder: Path) -> Store:
    """Copy files of the public folder into a store, once for all views of the competition.

    Raises:
        CompetitionError: A file is not there.
    """
    read_as = f"{competition.digest}\0{competition.media}\0{competition.id_column}"
    place = folder / f"media-{hashlib.sha256(read_as.encode()).hexdigest()[:16]}"
    built_once(place, partial(_fill, Path(competition.public), sorted(set(paths))))
    return Store(folder=place, digests=msgspec.json.decode((place / "digests.json").read_bytes(), type=dict[str, str]))


def stored_files(competition: Competition, *, folder: Path) -> Store:
    """The same for the files that every fold shows beside the media of its rows.

    Raises:
        CompetitionError: A file is not there, or has become a link.
    """
    public, shown = Path(competition.public), competition.files.shown
    linked = [path for path in shown if (public / path).resolve() != public.resolve() / path]
    if linked:
        raise CompetitionError(
            expected=f"the file {linked[0]} itself",
            found="a symbolic link",
            where=str(public),
            next_step="Put the folder back as it was when the sweep started.",
        )
    read_as = "\0".join((competition.digest, *shown))
    place = folder / f"files-{hashlib.sha256(read_as.encode()).hexdigest()[:16]}"
    built_once(place, partial(_fill, public, sorted(shown)))
    return Store(folder=place, digests=msgspec.json.decode((place / "digests.json").read_bytes(), type=dict[str, str]))


def show(store: Store, wanted: Mapping[str, str], place: Path) -> None:
    """Link files of the store into a view.

    Args:
        store: Where they are.
        wanted: By path in the view, the digest of what shall stand there.
        place: The view.
    """
    for name, digest in sorted(wanted.items(), key=lambda pair: (pair[1], pair[0])):  # links change a time too: let their order follow the contents
        target = place / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(store.folder / digest, target)
        except FileExistsError:
            continue  # two rows with one id have one file
        except OSError:  # another device, a file system without links, or more links than it allows
            _copy(store.folder / digest, target)


def renamed(rows: pd.DataFrame, paths: Sequence[str], ids: Sequence[str], part: str, competition: Competition) -> tuple[pd.DataFrame, list[str]]:
    """Rows of a view with the paths under which it shows their files: named by id, else numbered.

    Args:
        rows: As the view shows them, their ids included.
        paths: Of their files in the public folder.
        ids: Their ids in the public folder; empty where they have none.
        part: "train" or "test", whatever they are in the view.
        competition: One with media.
    """
    if competition.media == BY_ID:
        own = (PurePosixPath(path).name.removeprefix(was) for path, was in zip(paths, ids, strict=True))
        return rows, [f"{part}/{name}{suffix}" for name, suffix in zip(rows[competition.id_column], own, strict=True)]
    if competition.media == competition.id_column:
        return rows, rows[competition.id_column].tolist()
    new = [f"{part}/{number}{PurePosixPath(path).suffix.lower()}" for number, path in enumerate(paths)]
    return rows.assign(**{competition.media: pd.Series(new, index=rows.index, dtype=str)}), new


def missing(path: str, where: str) -> CompetitionError:
    """The error for a row without its file."""
    return CompetitionError(expected=f"{named(path)} {path}", found="none", where=where, next_step="Put it there, or leave the row out.")


def _found(names: Mapping[str, str], row: str, where: str) -> str:
    if row not in names:
        raise missing(f"named by the id {row!r}", where)
    return names[row]


def _fill(public: Path, paths: Sequence[str], place: Path) -> None:
    digests = {}
    for path in paths:
        try:
            with (public / path).open("rb") as file:
                digests[path] = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise missing(path, str(public)) from error
    for digest, path in sorted({digest: path for path, digest in digests.items()}.items()):  # numbers on the disk follow the contents
        _copy(public / path, place / digest)
    (place / "digests.json").write_bytes(msgspec.json.encode(digests))


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    target.chmod(0o444)
    os.utime(target, (_READ_S, WRITTEN_S))
