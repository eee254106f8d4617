"""Words in a target that readers take for missing values, such as None and NA: which of them are labels?"""

from collections.abc import Collection, Iterable, Sequence

import msgspec
import numpy as np
import pandas as pd

from haste.competitions import kinds
from haste.competitions.config import Config
from haste.competitions.inference import classes_in
from haste.evaluation import metrics, tables
from haste.vocabulary.scales import AnswerForm, TargetKind

_NAMES = frozenset({"None"})  # people call classes so
_MARKS = frozenset({"NA", "N/A", "n/a", "NULL", "null"})  # so too, but R, spreadsheets and databases also write them where nothing is known
_RECURS = 2  # rows of a label: of one that stands once nothing can be learned
_NUMBERS = 0.95  # of a column's values, for it to be one of numbers


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """One of them, where it stands in a target."""

    text: str
    column: str
    rows: int
    is_label: bool
    because: str  # "" where nobody would take it for a label: beside numbers to predict


def found(train: pd.DataFrame, target: Sequence[str], answers: pd.DataFrame | None, said: Config) -> tuple[Word, ...]:
    """The words that stand in a single target, and what each counts as there. An empty field is no word.

    Args:
        train: The training rows, every value as text.
        target: Columns that are predicted; of several, which hold numbers, nothing is asked.
        answers: The answer columns of the sample submission, where there is one.
        said: What a person says.

    Raises:
        MetricError: The metric that is named is not known.
    """
    if len(target) != 1:
        return ()
    labels = train[target[0]]
    missing = tables.missing(labels)
    counts = labels[missing & (labels != "").to_numpy()].value_counts()
    words = []
    for text, rows in counts.items():
        is_label, because = _judged(str(text), labels[~missing], train, answers, said)
        words.append(Word(text=str(text), column=target[0], rows=int(rows), is_label=is_label, because=because))
    return tuple(words)


def labels_among(words: Iterable[Word]) -> frozenset[str]:
    """Those that are labels."""
    return frozenset(word.text for word in words if word.is_label)


def remarks(words: Iterable[Word]) -> tuple[str, ...]:
    """A sentence about each for a person: what it counts as, why, and how to say otherwise."""
    return tuple(_remark(word) for word in words if word.because)


def _remark(word: Word) -> str:
    rows = f"{word.rows} row{'s' if word.rows > 1 else ''}"
    if word.is_label:
        ends = "pandas reads it as missing unless told otherwise; where it says that nothing is known, empty these fields"
        return f"target {word.column}: {word.text!r}, which stands in {rows}, is a label, since {word.because}; {ends}"
    return (
        f"target {word.column}: {word.text!r}, which stands in {rows}, counts as no target, since {word.because}; "
        f"where it is a label, spell it otherwise, such as {f'label {word.text}'!r}"
    )


def _judged(text: str, others: pd.Series, train: pd.DataFrame, answers: pd.DataFrame | None, said: Config) -> tuple[bool, str]:
    """Whether a word is a label beside the others, and why."""
    columns = [] if answers is None else [str(name) for name in answers.columns]
    if named := classes_in(columns, others):
        return text in named, f"sample_submission.csv has {'a' if text in named else 'no'} column for it"
    if _asks_for_numbers(others, said):
        return False, ""
    if len(columns) == 1 and answers is not None and {text, *others} >= set(answers[columns[0]]) > {text}:
        return True, "sample_submission.csv answers with it and with other labels"
    doubt = _doubt(text, others, train, said)
    return not doubt, doubt or "rows use it as they use other labels"


def _doubt(text: str, others: pd.Series, train: pd.DataFrame, said: Config) -> str:
    """What speaks against a label; nothing where nothing does."""
    rows = int((train[others.name] == text).sum())
    among = _number_column(text, train.drop(columns=[others.name]))
    doubts = {
        "no other label stands beside it": others.empty,
        "the other labels are numbers": bool(np.isfinite(tables.numbers(others)).all()),
        "programs write it where nothing is known": text not in _NAMES | _MARKS,
        "it stands only once": rows < _RECURS,
        "the metric takes two labels": len(set(others)) > 1 and _takes_two(said),
        f"it stands among the numbers of column {among!r} too": bool(among),
        "it is rarer than each other label": text in _MARKS and rows < others.value_counts().min(),
    }
    return next((doubt for doubt, holds in doubts.items() if holds), "")


def _asks_for_numbers(others: pd.Series, said: Config) -> bool:
    if said.metric_name:
        labelled = {AnswerForm.LABEL, AnswerForm.RANKED_LABELS, AnswerForm.PROBABILITY, AnswerForm.CLASS_PROBABILITIES}
        return not labelled & set(_forms(said.metric_name))
    return kinds.target_kind_of(others) is TargetKind.REGRESSION


def _takes_two(said: Config) -> bool:
    """Whether a metric that somebody named judges no more than two labels."""
    if not said.metric_name:
        return False
    several = TargetKind.MULTICLASS in metrics.entry(metrics.resolve(said.metric_name).name).kinds
    return not {AnswerForm.LABEL, AnswerForm.RANKED_LABELS} & set(_forms(said.metric_name)) or not several


def _forms(metric: str) -> Collection[AnswerForm]:
    return metrics.forms(metrics.resolve(metric).name)


def _number_column(text: str, features: pd.DataFrame) -> str:
    """A column of numbers in which the word stands too; "" where there is none."""
    for name in features.columns:
        values: pd.Series = features[name]
        if (values == text).any():
            numbers = tables.numbers(values[~tables.missing(values)])
            if len(numbers) and np.isfinite(numbers).mean() >= _NUMBERS:
                return str(name)
    return ""
