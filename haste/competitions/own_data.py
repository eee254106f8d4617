"""A person's own tables become a competition: a copy in the house's layout, and the folder itself is left alone."""

import shutil
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import yaml

from haste.competitions import config as configs
from haste.competitions import finding_media, inference, kinds, layout, samples
from haste.competitions import folder as folders
from haste.competitions.config import Config
from haste.competitions.layout import Layout
from haste.errors import CompetitionError
from haste.evaluation import media, metrics, tables
from haste.evaluation.building import built_once
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import ColumnKind


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """Tables as they will be written, and what was done to them."""

    train: pd.DataFrame
    test: pd.DataFrame
    sample: pd.DataFrame | None
    id_column: str
    target: tuple[str, ...]
    notes: tuple[str, ...]


def prepare(folder: Path, *, target: str | None, metric: str | None, into: Path) -> Competition:
    """Make a competition of a folder with train.csv and test.csv; sample_submission.csv, description.md and images may be there too.

    A folder in the house's layout (prepared/public, or public) with a sample submission is taken as it is.

    Args:
        folder: Read, never written to.
        target: Column to predict; None leaves it to the files.
        metric: Name or alias; None takes the usual one of the target's kind.
        into: Where the copy is made, under a name that tells the files' contents; made once, however often it is asked for.

    Raises:
        CompetitionError: The files do not fit together.
        MetricError: No such metric.
    """
    found = layout.find(folder)
    said = configs.read(found.config)
    said = said.model_copy(update={"target": (target,) if target else said.target, "metric": metrics.resolve(metric).name if metric else said.metric})
    if found.prepared and (found.public / "sample_submission.csv").is_file():
        return folders.read(found, said)
    names = ("train.csv", "test.csv", "sample_submission.csv", "description.md", "config.yaml")
    contents = layout.digest(found.public, *names, *finding_media.images_below(found.public))
    key = configs.key_of(said, contents)
    place = built_once(into.absolute() / f"{said.id or layout.slug_of(found.name)}-{key}", lambda building: _build(found, said, building))
    return folders.load(place)


def _build(found: Layout, said: Config, building: Path) -> None:
    prepared = _prepared(found, said)
    public = building / "prepared" / "public"
    public.mkdir(parents=True)
    tables.write(prepared.train, public / "train.csv")
    tables.write(prepared.test, public / "test.csv")
    if (found.public / "description.md").is_file():
        shutil.copyfile(found.public / "description.md", public / "description.md")
    _link_media(prepared, found.public, public)
    told = said.model_copy(
        update={
            "id": said.id or layout.slug_of(found.name),
            "name": said.name or found.name,
            "target": prepared.target,
            "id_column": prepared.id_column,
            "notes": (*said.notes, *prepared.notes),
        }
    )
    place = Layout(public=public, top=building, name=found.name, prepared=True)
    if prepared.sample is None:
        samples.write(place, told, prepared.test[prepared.id_column], prepared.target)
    else:
        tables.write(prepared.sample, public / "sample_submission.csv")
    competition = folders.read(place, told)
    told = told.model_copy(update={"metric": competition.metric.name, "domain": competition.domain})
    place.config.write_text(yaml.safe_dump(told.model_dump(mode="json", exclude_none=True), sort_keys=False, allow_unicode=True), encoding="utf-8")


def _link_media(prepared: Prepared, source: Path, public: Path) -> None:
    """Bring the files that rows name, without taking their room on the disk twice where that can be avoided."""
    sample = prepared.test if prepared.sample is None else prepared.sample
    read = inference.Tables(train=prepared.train, test=prepared.test, sample=sample, where=str(source))
    for path in dict.fromkeys(finding_media.find(read, prepared.id_column, prepared.target, source).paths):
        target = public / path
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            target.hardlink_to(source / path)
        except FileNotFoundError as error:
            raise media.missing(path, str(source)) from error
        except OSError:  # another device, or a file system without links
            shutil.copyfile(source / path, target)


def _prepared(found: Layout, said: Config) -> Prepared:
    train, test = tables.read(found.public / "train.csv"), tables.read(found.public / "test.csv")
    path = found.public / "sample_submission.csv"
    sample = tables.read(path) if path.is_file() else None
    target = _target(train, test, sample, said, str(found.public))
    notes = []
    unlabelled = np.any([tables.missing(train[name]) for name in target], axis=0)
    if unlabelled.any() and not unlabelled.all():
        train = train[~unlabelled].reset_index(drop=True)
        notes.append(f"left out {int(unlabelled.sum())} rows of train.csv without a target")
    known = [name for name in target if name in test]
    if known:
        test = test.drop(columns=known)
        notes.append(f"left out {', '.join(known)} from test.csv, which is the target")
    id_column = said.id_column or (str(sample.columns[0]) if sample is not None else _id_column(test, target))
    if not id_column:
        id_column = next(name for name in ("id", "row_id", "haste_row_id", *map(str, range(len(test)))) if name not in train and name not in test)
        ids = [str(number) for number in range(len(train) + len(test))]
        train.insert(0, id_column, pd.Series(ids[: len(train)], index=train.index, dtype=str))
        test.insert(0, id_column, pd.Series(ids[len(train) :], index=test.index, dtype=str))
        notes.append(f"added a column {id_column} that numbers the rows")
    return Prepared(train=train, test=test, sample=sample, id_column=id_column, target=target, notes=tuple(notes))


def _target(train: pd.DataFrame, test: pd.DataFrame, sample: pd.DataFrame | None, said: Config, where: str) -> tuple[str, ...]:
    if sample is not None:
        read = inference.Tables(train=train, test=test, sample=sample, where=where)
        id_column = inference.id_column_of(read, said)
        return inference.target_of(read, tuple(str(name) for name in sample.columns if name != id_column), said)
    if said.target:
        read = inference.Tables(train=train, test=test, sample=test, where=where)
        return inference.target_of(read, (), said)
    hidden = [str(name) for name in train.columns if name not in test]
    if len(hidden) == 1:
        return (hidden[0],)
    raise CompetitionError(
        expected="one column of train.csv that test.csv lacks",
        found=f"{len(hidden)}{': ' if hidden else ''}{', '.join(map(repr, hidden[:8]))}",
        where=where,
        next_step="Name the column to predict: --target COLUMN.",
    )


def _id_column(test: pd.DataFrame, target: tuple[str, ...]) -> str:
    """A column that names the rows of test.csv, by its name or by its contents; empty where there is none."""
    candidates = [str(name) for name in test.columns if name not in target and test[name].is_unique and not tables.missing(test[name]).any()]
    named = [name for name in candidates if name.lower() in ("id", "index", "row_id", "rowid") or name.lower().endswith(("_id", " id"))]
    counted = [name for name in candidates if kinds.kind_of(test[name]) is ColumnKind.IDENTIFIER]
    return next(iter([*named, *counted]), "")
