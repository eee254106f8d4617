"""What a solution is shown while it is judged: for each fold a folder in which that fold's rows are the test set, without labels."""

import hashlib
import os
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.errors import CompetitionError
from haste.evaluation import declared, folds, identities, media, tables
from haste.evaluation.answers import answers_from, constant_answers
from haste.evaluation.building import built_once
from haste.seeds import derive
from haste.vocabulary.competition import Competition, Split

WRITTEN = ("train.csv", "test.csv", "sample_submission.csv", "description.md")
_CONTENTS = "haste media contents"  # a column for the digests of the files that belong to rows


class FoldView(msgspec.Struct, frozen=True, kw_only=True):
    """Where one fold lies."""

    input: Path  # the folder shown to a solution
    answers: Path  # the host's own: id and answer columns as a CSV file, never inside input


def fold_view(competition: Competition, split: Split, fold: int, *, folder: Path) -> FoldView:
    """Build the view of one fold, or find the one that was built before. Where solutions declare what they predict it is one for all folds.

    Two processes may build the same view at once: each builds its own, and the first to finish is kept.

    Args:
        competition: Whose public folder is read.
        split: How rows become folds.
        fold: From 0.
        folder: Where views are kept; anything in it can be deleted at any time.

    Returns:
        Absolute paths.

    Raises:
        CompetitionError: The public folder cannot be read, or the fold is empty.
    """
    if declared.holds(competition):
        place = folder.absolute() / competition.id / f"{_key(competition, split)}-declared"
        built_once(place, lambda building: _build_declared(competition, split, building))
        return FoldView(input=place / "input", answers=place / declared.answers_name(fold))
    place = folder.absolute() / competition.id / f"{_key(competition, split)}-fold-{fold}"
    built_once(place, lambda building: _build(competition, split, fold, building))
    return FoldView(input=place / "input", answers=place / "answers.csv")


def sample_view(competition: Competition, split: Split, rows: int, *, folder: Path) -> FoldView:
    """The first fold with a few rows only: to see whether a solution runs at all.

    Args:
        competition: Whose public folder is read.
        split: How rows become folds.
        rows: Of train.csv at most, a few of each class among them; test.csv has at most a quarter as many.
        folder: Where views are kept.

    Returns:
        Absolute paths.

    Raises:
        CompetitionError: The public folder cannot be read, or the fold is empty.
    """
    place = folder.absolute() / competition.id / f"{_key(competition, split)}-sample-{rows}"
    built_once(place, lambda building: _build(competition, split, 0, building, rows=rows))
    return FoldView(input=place / "input", answers=place / "answers.csv")


def full_view(competition: Competition) -> Path:
    """The folder for the full fit: the public one itself."""
    return Path(competition.public)


def _key(competition: Competition, split: Split) -> str:
    named = msgspec.json.encode((msgspec.structs.replace(competition, public=""), split))
    return hashlib.sha256(named).hexdigest()[:16]


def _build(competition: Competition, split: Split, fold: int, place: Path, *, rows: int | None = None) -> None:
    public = Path(competition.public)
    train, test, sample = (tables.read(public / f"{name}.csv") for name in ("train", "test", "sample_submission"))
    store = _store(train, competition, place)
    assigned = folds.assign(_by_contents(train, store, competition), competition, split)
    held, kept = assigned == fold, folds.trained_on(assigned, split, fold)
    if rows is not None:
        kept = folds.few_of(kept, train, competition, rows)
    if not held.any():
        raise CompetitionError(
            expected=f"a fold from 0 to {split.folds - 1} that holds rows",
            found=f"fold {fold}, empty",
            where=f"train.csv of {competition.id}",
            next_step="Use fewer folds.",
        )
    order = np.random.default_rng(derive(split.seed, competition.id, fold, "view")).permutation(np.flatnonzero(held))
    order = order if rows is None else order[: max(1, rows // 4)]
    held_rows = train.iloc[order].reset_index(drop=True)
    by_id = split.column == competition.id_column  # then ids tell when a row was: under other names it would be at no time
    names = held_rows[competition.id_column] if by_id else pd.Series(_names(held_rows, train, test, competition), dtype=str)
    shown = place / "input"
    shown.mkdir()
    rest = _with_media(train[kept], train[kept], store, "train", competition, shown)
    tested = _with_media(held_rows.assign(**{competition.id_column: names}), held_rows, store, "test", competition, shown)
    if competition.files.shown:
        files = media.stored_files(competition, folder=place.parent)
        media.show(files, files.digests, shown)
    tables.write(rest, shown / "train.csv")
    tables.write(tested.reindex(columns=test.columns.drop(list(competition.target), errors="ignore"), fill_value=""), shown / "test.csv")
    tables.write(_sample(tested, sample, competition), shown / "sample_submission.csv")
    description = public / "description.md"
    (shown / "description.md").write_bytes(description.read_bytes() if description.is_file() else b"")
    tables.write(answers_from(tested, competition), place / "answers.csv")
    for path in (*(shown / name for name in WRITTEN), *(folder for folder in shown.rglob("*") if folder.is_dir()), shown):
        os.utime(path, (media.WRITTEN_S, media.WRITTEN_S))


def _build_declared(competition: Competition, split: Split, place: Path) -> None:
    train = tables.read(Path(competition.public) / "train.csv")
    declared.build(competition, split, place, looked_at=_by_contents(train, _store(train, competition, place), competition))


def _names(rows: pd.DataFrame, train: pd.DataFrame, test: pd.DataFrame, competition: Competition) -> NDArray[np.object_]:
    """What the fold's rows are called: other files that go by ids would belong to other rows under other names."""
    if competition.files.shown and competition.files.keyed:
        return np.asarray(rows[competition.id_column], dtype=object)
    return identities.names_of(rows, train, test, competition)


def _store(train: pd.DataFrame, competition: Competition, place: Path) -> media.Store | None:
    """The media of the training rows, beside all views of the competition."""
    if not competition.media:
        return None
    return media.stored(competition, media.paths_of(train, "train", competition), folder=place.parent)


def _by_contents(train: pd.DataFrame, store: media.Store | None, competition: Competition) -> pd.DataFrame:
    """Training rows in which files count by what they hold: a copy under another name is a copy."""
    if store is None:
        return train
    digests = [store.digests[path] for path in media.paths_of(train, "train", competition)]
    return train.drop(columns=[media.column_of(competition.media)], errors="ignore").assign(
        **{_CONTENTS: pd.Series(digests, index=train.index, dtype=str)}
    )


def _with_media(rows: pd.DataFrame, were: pd.DataFrame, store: media.Store | None, part: str, competition: Competition, shown: Path) -> pd.DataFrame:
    """Show the files of these rows, and return the rows with the paths under which they are shown."""
    if store is None:
        return rows
    paths = media.paths_of(were, "train", competition)
    rows, new = media.renamed(rows, paths, were[competition.id_column].tolist() if competition.id_column in were else [], part, competition)
    media.show(store, {name: store.digests[path] for name, path in zip(new, paths, strict=True)}, shown)
    return rows


def _sample(rows: pd.DataFrame, sample: pd.DataFrame, competition: Competition) -> pd.DataFrame:
    """The fold's ids beside constants: those of the real sample where it is constant too."""
    constants = dict(zip(competition.answer_columns, constant_answers(competition), strict=True))
    for column in sample.columns:
        if (sample[column] == sample[column].iloc[0]).all():
            constants[column] = sample[column].iloc[0]
    return pd.DataFrame({column: rows[column] if column == competition.id_column else constants[column] for column in sample.columns}, dtype=str)
