"""Small competitions, and the folders of them, for the tests of evaluation and competitions."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec
import pandas as pd

from haste.evaluation import metrics
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import CompetitionId
from haste.vocabulary.scales import AnswerForm

Rows = Mapping[str, Iterable[object]]
CONSTANTS = {AnswerForm.VALUE: "0", AnswerForm.LABEL: "no", AnswerForm.PROBABILITY: "0.5", AnswerForm.CLASS_PROBABILITIES: "0.25"} | {
    AnswerForm.RANKED_LABELS: "no",
    AnswerForm.MASK: "",
    AnswerForm.TEXT: "",
}


def regression(metric: str = "rmse", columns: tuple[str, ...] = ("y",)) -> Competition:
    """Numbers to predict, in one column or several."""
    return Competition(
        id=CompetitionId("toy"),
        name="Toy",
        domain="tabular",
        metric=metrics.resolve(metric),
        form=AnswerForm.VALUE,
        id_column="id",
        target=columns,
        answer_columns=columns,
        public="/nowhere/public",
        digest="0" * 64,
    )


def binary(metric: str = "auc", classes: tuple[str, str] = ("no", "yes")) -> Competition:
    """One probability to predict."""
    return msgspec.structs.replace(regression(metric), form=AnswerForm.PROBABILITY, classes=classes)


def labelled(metric: str = "accuracy", classes: tuple[str, ...] = ("no", "yes")) -> Competition:
    """A label to predict."""
    return msgspec.structs.replace(regression(metric), form=AnswerForm.LABEL, classes=classes)


def one_hot(metric: str = "multiclass_log_loss", classes: tuple[str, ...] = ("a", "b", "c")) -> Competition:
    """A probability for each class."""
    return msgspec.structs.replace(regression(metric), form=AnswerForm.CLASS_PROBABILITIES, classes=classes, answer_columns=classes)


def ranked(metric: str = "map_at_3", classes: tuple[str, ...] = ("a", "b", "c", "d")) -> Competition:
    """A few labels to predict, best first."""
    return msgspec.structs.replace(regression(metric), form=AnswerForm.RANKED_LABELS, classes=classes)


def written(metric: str = "word_accuracy", form: AnswerForm = AnswerForm.TEXT) -> Competition:
    """A text to predict, or a mask."""
    return msgspec.structs.replace(regression(metric), form=form)


def table(**columns: Iterable[object]) -> pd.DataFrame:
    """A table of text, as HASTE reads one."""
    return pd.DataFrame({name: [str(value) for value in values] for name, values in columns.items()}, dtype=str)


def csv(**columns: Iterable[object]) -> bytes:
    """A submission as a solution writes one."""
    written: str = table(**columns).to_csv(index=False)
    return written.encode()


def write_public(competition: Competition, place: Path, *, train: Rows, test: Rows, answer: str | None = None) -> Competition:
    """Write a public folder, and return the competition that lies in it."""
    place.mkdir(parents=True)
    constant = CONSTANTS[competition.form] if answer is None else answer
    sample = {name: [constant] * len(list(test["id"])) for name in competition.answer_columns}
    for name, rows in (("train", train), ("test", test), ("sample_submission", {"id": test["id"], **sample})):
        table(**rows).to_csv(place / f"{name}.csv", index=False)
    (place / "description.md").write_text("# Toy\n", encoding="utf-8")
    return msgspec.structs.replace(competition, public=str(place))
