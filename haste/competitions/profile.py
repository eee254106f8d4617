"""Makes the Profile: what the host finds in the data without any training."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd

from haste.competitions import finding_media, finding_series, kinds, layout, leaks, timelines
from haste.competitions.finding_media import Found
from haste.competitions.inference import Tables
from haste.competitions.relation import as_said, found
from haste.errors import CompetitionError
from haste.evaluation import declared, media, tables
from haste.evaluation.answers import unanswered
from haste.vocabulary.competition import Column, Competition, MediaProfile, Profile, Relation, Series, Timeline
from haste.vocabulary.scales import AnswerForm, ColumnKind, TargetKind
from haste.vocabulary.spellings import MISSING


def profile(competition: Competition) -> Profile:
    """Statistics of train.csv, and how test.csv relates to it.

    Raises:
        CompetitionError: The public folder cannot be read any more.
    """
    public = Path(competition.public)
    train = _typed(public / "train.csv", competition)
    test = _typed(public / "test.csv", competition)
    features = _features(train, test, competition)
    kind = _target_kind(competition)
    target = (declared.answers_of(competition) if declared.apart(competition) else train)[competition.target[0]]
    labels = target[~tables.missing(target, labels=competition.classes)]
    columns = tuple(_feature(train[name]) for name in features)
    relation = _relation(train, test, columns, competition)
    found_media = finding_media.described(_media(train, test, competition), public)
    return Profile(
        rows=len(train),
        test_rows=len(test),
        bytes=layout.size_bytes(public),
        columns=columns,
        target=_target_column(target, kind, competition.classes),
        target_kind=kind,
        classes=0 if kind is TargetKind.REGRESSION else len(competition.classes),
        rarest_class=0.0 if kind is TargetKind.REGRESSION else float(labels.value_counts(normalize=True).min()),
        duplicates=float(train[features].duplicated(keep=False).mean()) if features else 0.0,
        media=found_media,
        series=_series(train, columns, competition),
        relation=relation,
        timeline=_timeline(train, test, relation, competition),
        flags=_are_flags(train, competition),
        pixels=_are_pixels(train, test, found_media, competition) if declared.holds(competition) else msgspec.UNSET,
        leaks=_leaks(train, features, competition),
    )


class LookedAt(msgspec.Struct, frozen=True, kw_only=True):
    """Of the profile what a person is told before anything runs."""

    relation: Relation
    leaks: tuple[str, ...]
    series: tuple[Series, ...]
    timeline: Timeline | None


def looked_at(competition: Competition) -> LookedAt:
    """How test.csv relates to train.csv, which columns tell the target, and which hold signals or time, without the rest of the profile.

    Raises:
        CompetitionError: The public folder cannot be read any more.
    """
    train, test = (_typed(Path(competition.public) / name, competition) for name in ("train.csv", "test.csv"))
    features = _features(train, test, competition)
    columns = tuple(_feature(train[name]) for name in features)
    relation = _relation(train, test, columns, competition)
    return LookedAt(
        relation=relation,
        leaks=_leaks(train, features, competition),
        series=_series(train, columns, competition),
        timeline=_timeline(train, test, relation, competition),
    )


def _leaks(train: pd.DataFrame, features: Sequence[str], competition: Competition) -> tuple[str, ...]:
    if declared.apart(competition) or len(competition.target) > 1 or competition.form in (AnswerForm.MASK, AnswerForm.TEXT):
        return ()
    labelled = train[~unanswered(train, competition)]
    names = [name for name in (competition.id_column, *features) if name in train]
    return leaks.found(labelled, names, competition.target[0], classes=competition.form is not AnswerForm.VALUE)


def _features(train: pd.DataFrame, test: pd.DataFrame, competition: Competition) -> list[str]:
    others = (competition.id_column, media.column_of(competition.media), *competition.target)
    return [name for name in train.columns if name in test.columns and name not in others]


def _relation(train: pd.DataFrame, test: pd.DataFrame, columns: Sequence[Column], competition: Competition) -> Relation:
    labelled = train[~unanswered(train, competition)]
    if competition.split:
        return as_said(competition.split, labelled, test)
    if competition.media or declared.apart(competition):  # ids name files: numbers among them tell no time
        return found(labelled, test, columns)
    features = [column.name for column in columns]
    told = timelines.told(labelled, test, features, id_column=competition.id_column, target=competition.target[0])
    return found(labelled, test, [*columns, *told])


def _timeline(train: pd.DataFrame, test: pd.DataFrame, relation: Relation, competition: Competition) -> Timeline | None:
    if competition.domain != "forecasting":
        return None
    labelled = train[~unanswered(train, competition)]
    return timelines.found(labelled, test, _features(train, test, competition), relation, id_column=competition.id_column)


def _series(train: pd.DataFrame, columns: Sequence[Column], competition: Competition) -> tuple[Series, ...]:
    names = [column.name for column in columns if column.kind in (ColumnKind.NUMERIC, ColumnKind.CONSTANT)]
    return finding_series.find(train, names, told=competition.domain == "signal")


def _are_flags(train: pd.DataFrame, competition: Competition) -> bool:
    of_values = competition.form is AnswerForm.VALUE and not declared.apart(competition)
    return of_values and kinds.are_flags(train.loc[~unanswered(train, competition), list(competition.target)])


def _are_pixels(train: pd.DataFrame, test: pd.DataFrame, files: MediaProfile | None, competition: Competition) -> bool:
    """Whether declared answers, and those that are asked for, are the pixels of images of one size."""
    if files is None or files.kind != "image" or not files.same_size or not declared.apart(competition):
        return False
    asked = tables.read(Path(competition.public) / "sample_submission.csv")
    both = (declared.answers_of(competition), train), (asked, test)
    id_column = competition.id_column
    return all(declared.are_pixels(answers[id_column], rows[id_column], files.height, files.width) for answers, rows in both)


def description(competition: Competition) -> str:
    """Text of description.md; without one, a sentence that says what is predicted and how it is scored."""
    path = Path(competition.public) / "description.md"
    if path.is_file():
        return path.read_text(encoding="utf-8", errors="replace")
    aim = "Higher" if competition.metric.direction.sign > 0 else "Lower"
    return f"# {competition.name}\n\nPredict {', '.join(competition.target)}. Scored by {competition.metric.name}. {aim} is better.\n"


def _media(train: pd.DataFrame, test: pd.DataFrame, competition: Competition) -> Found:
    """The files of all rows, which fitted when the competition was loaded."""
    if not competition.media:
        return Found()
    names = [name for name in dict.fromkeys((competition.id_column, media.column_of(competition.media))) if name in train]  # one may be both
    tables_read = Tables(train=train[names], test=test[names], sample=test, where=competition.public)
    return finding_media.find(tables_read, competition.id_column, competition.target, Path(competition.public))


def _typed(path: Path, competition: Competition) -> pd.DataFrame:
    """The table as pandas types it, which is quick; ids, targets and paths of media stay text, and a class called None is one."""
    as_text = dict.fromkeys((competition.id_column, media.column_of(competition.media), *competition.target), str)
    try:
        table = pd.read_csv(path, dtype=as_text, low_memory=False)
    except (OSError, ValueError) as error:
        raise CompetitionError(
            expected="a CSV table in UTF-8",
            found=str(error).strip(),
            where=str(path),
            next_step="Put the file back as it was when the sweep started.",
        ) from error
    if not MISSING.isdisjoint(competition.classes):
        named = [name for name in competition.target if name in table]
        table[named] = tables.read(path)[named]
    return table


def _target_kind(competition: Competition) -> TargetKind:
    if competition.form is AnswerForm.VALUE:
        return TargetKind.REGRESSION
    return TargetKind.BINARY if len(competition.classes) == 2 else TargetKind.MULTICLASS


def _target_column(values: pd.Series, kind: TargetKind, classes: Sequence[str]) -> Column:
    if kind is TargetKind.REGRESSION:
        return _numeric(pd.Series(tables.numbers(values), name=values.name), in_test=False)
    present = values[~tables.missing(values, labels=classes)]
    share = 1 - len(present) / len(values)
    return Column(name=str(values.name), kind=ColumnKind.CATEGORICAL, missing=share, distinct=int(present.nunique()), in_test=False)


def _feature(values: pd.Series) -> Column:
    kind = kinds.kind_of(values)
    if kind is ColumnKind.NUMERIC:
        numeric = pd.api.types.is_numeric_dtype(values)
        return _numeric(values if numeric else pd.Series(tables.numbers(values), name=values.name), in_test=True)
    return Column(
        name=str(values.name),
        kind=kind,
        missing=float(values.isna().mean()),
        distinct=int(values.nunique()),
        in_test=True,
        words=kinds.words_in(values) if kind is ColumnKind.TEXT else 0.0,
    )


def _numeric(values: pd.Series, *, in_test: bool) -> Column:
    finite = values[np.isfinite(values)].astype(np.float64)
    lower, upper = (float(finite.min()), float(finite.max())) if len(finite) else (None, None)
    skew = float(finite.skew()) if len(finite) > 2 and lower != upper else 0.0
    return Column(
        name=str(values.name),
        kind=ColumnKind.NUMERIC,
        missing=float(values.isna().mean()),
        distinct=int(values.nunique()),
        in_test=in_test,
        skew=skew if np.isfinite(skew) else 0.0,
        lower=lower,
        upper=upper,
    )
