"""Files of a public folder beside the tables and the media of rows: which of them a fold may show, and which would tell it labels."""

import os
import stat
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path, PurePosixPath

import msgspec
import numpy as np
import pandas as pd

from haste.competitions import labels_beside, layout, leaks, looking_inside
from haste.competitions.config import Config
from haste.competitions.labels_beside import Known
from haste.competitions.layout import Layout
from haste.errors import CompetitionError
from haste.evaluation import identities, media, tables
from haste.evaluation.views import WRITTEN
from haste.vocabulary.competition import Competition, OtherFiles, Withheld
from haste.vocabulary.scales import View

_OF_THE_HOST = ("config.yaml", "leaderboard.csv", "private", "prepared", "public")  # in a folder that holds everything directly
_SMALL_BYTES = 256  # a file with no more than this may be the label of one row
_KEYED_FROM = 0.5  # share of the rows of train.csv, and of test.csv, that a file has to name to be one that goes by ids
_LINK = "a symbolic link, which may lead anywhere"


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What the answer depends on; sizes and times are part of it, so that a changed file is looked into again."""

    competition: Competition
    names: tuple[str, ...]
    named: bool  # a person named them, one by one
    owned: tuple[str, ...]  # the files that rows of train.csv name
    statuses: tuple[tuple[int, int], ...]


def shown(competition: Competition, found: Layout, config: Config, media_paths: Sequence[str]) -> Competition:
    """The competition with the files that its folds show, and the view that this makes of them.

    Args:
        competition: As its tables tell it.
        found: Where its files lie.
        config: What a person says; where nothing is said, all files of a public folder are looked into, and none of a folder that holds everything.
        media_paths: Files that rows name.

    Raises:
        CompetitionError: config.yaml names a file that is not there, or that has another part in the competition.
    """
    lying = beside(found, media_paths)
    names = lying if config.other_files or (config.other_files is None and found.prepared) else ()
    named = isinstance(config.other_files, tuple)
    if isinstance(config.other_files, tuple):
        names = tuple(dict.fromkeys(path for name in config.other_files for path in _behind(name, lying, found.public)))
    if not names:
        return competition
    public = found.public
    statuses = tuple((entry.st_size, entry.st_mtime_ns) for entry in ((public / name).lstat() for name in (*names, *WRITTEN[:3])))
    asked = _Asked(competition=competition, names=names, named=named, owned=tuple(media_paths), statuses=statuses)
    files = _looked_at(asked)
    return msgspec.structs.replace(competition, files=files, view=View.HIDDEN_WITH_FILES if files.shown else View.HIDDEN)


def beside(found: Layout, media_paths: Sequence[str]) -> tuple[str, ...]:
    """Paths of all files that have no part in the competition yet, those that are hidden left out; sorted."""
    taken = {*WRITTEN, *media_paths}
    return tuple(sorted(path for path in _below(found.public, of_the_host=() if found.prepared else _OF_THE_HOST) if path not in taken))


def remarks(competition: Competition, found: Layout, config: Config) -> tuple[str, ...]:
    """What a person should know of these files, as sentences."""
    files = competition.files
    told = [f"other files: {_some(files.shown)}; view: {competition.view}"] if files.shown else []
    told += [f"file withheld from folds: {one.path}, {one.because}" for one in files.withheld]
    if config.other_files is None and not found.prepared and not competition.media and (lying := beside(found, ())):
        told.append(f"other files: {_some(lying)}, not shown to folds: the folder holds everything, so name them with other_files if they should be")
    return tuple(told)


def _below(public: Path, *, of_the_host: tuple[str, ...]) -> Iterator[str]:
    """Paths of all files and links below a folder; links are not followed."""
    for place, folders, files in os.walk(public):
        top = Path(place) == public
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        folders[:] = [name for name in folders if not name.startswith(".") and name not in links and not (top and name in of_the_host)]
        for name in (*files, *links):
            if not name.startswith(".") and name.isprintable() and not (top and name in of_the_host):
                yield (Path(place) / name).relative_to(public).as_posix()


def _behind(name: str, lying: Sequence[str], public: Path) -> list[str]:
    plain = PurePosixPath(name).as_posix()
    found = [path for path in lying if path == plain or path.startswith(f"{plain}/")]
    if not found:
        raise CompetitionError(
            expected="names of files or folders beside the tables and the media of rows",
            found=f"{name!r}, where no such file lies",
            where=f"other_files of {public}",
            next_step="Name one that lies there, or leave it out.",
        )
    return found


@lru_cache(maxsize=16)
def _looked_at(asked: _Asked) -> OtherFiles:
    competition, public = asked.competition, Path(asked.competition.public)
    train, test = (tables.read(public / name) for name in ("train.csv", "test.csv"))
    known = labels_beside.known_of(train, competition)
    withheld: dict[str, str] = {}
    keyed = False
    for path in asked.names:
        because = _barred(path, asked)
        if because:
            withheld[path] = because
            continue
        looked = looking_inside.inside(public / path)
        because = next((told for table in looked.tables if (told := labels_beside.told(table, known))), "")
        if because or (looked.unknown and not asked.named):
            withheld[path] = because or looked.unknown
        else:
            keyed = keyed or any(_goes_by_ids(table, train, test, competition) for table in looked.tables)
    left = [path for path in asked.names if path not in withheld]
    listing = _listing(public, left)
    because = labels_beside.told(listing, known) if left else ""
    keyed = (keyed or _goes_by_ids(listing, train, test, competition)) and _may_be_seen(train, known, competition)
    if because:
        by_id = (
            labels_beside.are_ids(listing["file name"], train[competition.id_column])
            if competition.id_column in train
            else np.zeros(len(left), dtype=bool)
        )
        telling = [path for path, is_id in zip(left, by_id, strict=True) if is_id] or left
        withheld |= dict.fromkeys(telling, f"one of the files whose paths, or what they hold, tell labels: {because}")
    shown_files = tuple(path for path in asked.names if path not in withheld)
    ordered = tuple(Withheld(path=path, because=withheld[path]) for path in asked.names if path in withheld)
    return OtherFiles(shown=shown_files, withheld=ordered, keyed=keyed and bool(shown_files))


def _barred(path: str, asked: _Asked) -> str:
    """Why a file is not even looked into; "" where it may be."""
    place, competition = Path(asked.competition.public) / path, asked.competition
    status = place.lstat()
    if stat.S_ISLNK(status.st_mode):
        return _LINK
    if not stat.S_ISREG(status.st_mode):
        return "no regular file"
    if not competition.media:
        return ""
    if PurePosixPath(path).parts[0] in ("train", "test") and _looks_like_one(path, asked.owned):
        return f"{media.named(path)} of no row, where those of rows stand"
    alike = [other for other in dict.fromkeys(asked.owned) if (Path(competition.public) / other).stat().st_size == status.st_size]
    if alike and layout.digest_of(place) in {layout.digest_of(Path(competition.public) / other) for other in alike}:
        return "the same as the file of a row"
    return ""


def _looks_like_one(path: str, owned: Sequence[str]) -> bool:
    """Whether a file's name is one that a file of a row could have."""
    of_kind = media.SIGNALS if owned and media.kind_of(owned[0]) == "signal" else media.SUFFIXES
    return PurePosixPath(path).suffix.lower() in of_kind


def _listing(public: Path, paths: Sequence[str]) -> pd.DataFrame:
    """Files as rows: the parts of their paths, and of small ones what they hold."""
    rows = []
    for path in paths:
        plain = PurePosixPath(path)
        small = (public / path).stat().st_size <= _SMALL_BYTES
        held = (public / path).read_bytes().decode("utf-8", errors="replace") if small else ""
        folders = {f"folder {place}": part for place, part in enumerate(plain.parts[:-1], 1)}
        rows.append({"file name": plain.name, **folders, "contents": held.strip(), "first word": (held.split() or [""])[0]})
    return pd.DataFrame(rows, dtype=object).fillna("").astype(str)


def _goes_by_ids(table: pd.DataFrame, train: pd.DataFrame, test: pd.DataFrame, competition: Competition) -> bool:
    own = competition.id_column
    if own not in train or not train[own].is_unique:
        return False
    return all(labels_beside.share_named(table, rows[own]) >= _KEYED_FROM for rows in (train, test))


def _may_be_seen(train: pd.DataFrame, known: Known, competition: Competition) -> bool:
    """Whether rows of a fold can keep their ids: not where these tell the target."""
    own = competition.id_column
    if own not in train or identities.names_a_class(train, competition):
        return False
    labelled = train[np.asarray(known.labelled)]
    return not known.codes or not any(leaks.found(labelled, [own], target, classes=known.classes) for target in competition.target)


def _some(paths: Sequence[str]) -> str:
    return ", ".join(paths[:6]) + (f" and {len(paths) - 6} more" if len(paths) > 6 else "")
