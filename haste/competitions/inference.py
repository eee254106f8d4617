"""What a competition's files say by themselves: id, target, form of the answers, metric, domain. Nothing here touches a file."""

import difflib
from collections.abc import Collection, Sequence

import msgspec
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.competitions import kinds
from haste.competitions.config import Config
from haste.domains import registry
from haste.errors import CompetitionError
from haste.evaluation import metrics, tables
from haste.vocabulary.competition import MediaProfile, Metric
from haste.vocabulary.scales import AnswerForm, TargetKind

_STEPS_MAX = 1_000  # a scale of grades with more steps than this is none


class Tables(msgspec.Struct, frozen=True, kw_only=True):
    """The three tables of a competition, every value as text."""

    train: pd.DataFrame
    test: pd.DataFrame
    sample: pd.DataFrame
    where: str  # the folder, for messages
    words: frozenset[str] = frozenset()  # labels of a single target that are spelled as missing values are, such as None

    def lacking(self, target: str) -> NDArray[np.bool_]:
        """Which rows of train.csv have no value in a target, shape (n_rows,)."""
        return tables.missing(self.train[target], labels=self.words)


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What is predicted, and how it is written down."""

    metric: Metric
    form: AnswerForm
    classes: tuple[str, ...] = ()


def id_column_of(read: Tables, config: Config) -> str:
    """The column that names rows: the first of the sample, if nothing else is said.

    Raises:
        CompetitionError: test.csv or the sample has no such column.
    """
    named = config.id_column or str(read.sample.columns[0])
    for file, table in (("sample_submission.csv", read.sample), ("test.csv", read.test)):
        if named not in table:
            raise _misfit(f"id column {named!r}", f"columns {_some(table.columns)}", f"{file} of {read.where}", _nearest(named, table.columns))
    return named


def target_of(read: Tables, answer_columns: Sequence[str], config: Config) -> tuple[str, ...]:
    """The columns of train.csv that are predicted.

    Raises:
        CompetitionError: A target is not in train.csv, or it is not clear which column it is.
    """
    lost = [name for name in config.target if name not in read.train]
    if lost:
        raise _misfit(f"target column {lost[0]!r}", f"columns {_some(read.train.columns)}", _train(read), _nearest(lost[0], read.train.columns))
    if config.target:
        return config.target
    if all(name in read.train for name in answer_columns):
        return tuple(answer_columns)
    hidden = [name for name in read.train.columns if name not in read.test]
    spelled = [name for name in hidden if classes_in(answer_columns, read.train[name])]
    found = spelled or hidden
    if len(found) == 1:
        return (found[0],)
    raise _misfit(
        "one column of train.csv that test.csv lacks, or the target's name in sample_submission.csv",
        f"{_some(found)} in train.csv alone, and {_some(answer_columns)} to be answered",
        read.where,
        "Name the target: `target:` in config.yaml, or --target.",
    )


def classes_in(answer_columns: Sequence[str], labels: pd.Series) -> tuple[str, ...]:
    """The labels that several answer columns stand for, in their order; empty where they do not stand for labels.

    >>> classes_in(["is_cat", "is_dog"], pd.Series(["dog", "cat"]))
    ('cat', 'dog')
    """
    if len(answer_columns) < 2:
        return ()
    shared = 0
    while len({name[: shared + 1] for name in answer_columns}) == 1 and shared < min(map(len, answer_columns)):
        shared += 1
    used = set(labels[~tables.missing(labels)])
    for cut in range(shared, -1, -1):
        classes = tuple(name[cut:] for name in answer_columns)
        if used and used <= set(classes):
            return classes
    return ()


def answers_of(read: Tables, target: tuple[str, ...], answer_columns: tuple[str, ...], config: Config) -> Answers:
    """Metric and form of the answers, and the classes if there are any.

    Raises:
        MetricError: No such metric.
        CompetitionError: Metric, target and answer columns do not fit together.
    """
    one_hot = classes_in(answer_columns, read.train[target[0]]) if len(target) == 1 else ()
    if len(target) != len(answer_columns) and not one_hot:
        raise _misfit(
            f"an answer column for each of {_some(target)}, or for each label",
            f"columns {_some(answer_columns)}",
            f"sample_submission.csv of {read.where}",
            "Name what is predicted: --target COLUMN, then other columns of a sample of your own are left out; or mend the sample.",
        )
    if one_hot:
        metric = metrics.resolve(config.metric_name) if config.metric_name else metrics.resolve("multiclass_log_loss")
        _see_that_it_takes(metric, (AnswerForm.CLASS_PROBABILITIES,), "class probabilities", read)
        return Answers(metric=metric, form=AnswerForm.CLASS_PROBABILITIES, classes=one_hot)
    if len(target) > 1:
        kind = TargetKind.BINARY if kinds.are_flags(read.train[list(target)]) else TargetKind.REGRESSION
        metric = metrics.resolve(config.metric_name) if config.metric_name else metrics.default(kind)
        _see_that_it_takes(metric, (AnswerForm.VALUE,), f"{len(target)} columns of numbers", read)
        return Answers(metric=metric, form=AnswerForm.VALUE)
    return _answers_of_one_column(read, target[0], answer_columns[0], config)


def domain_of(read: Tables, features: Sequence[str], config: Config, *, files: MediaProfile | None = None, samples: int = 0) -> str:
    """The domain that owns the competition.

    Args:
        read: Its tables.
        features: Columns that both parts have, paths of media left out.
        config: What a person says.
        files: What is known of the files that rows name; None without any.
        samples: Features that are samples of signals.

    Raises:
        CompetitionError: config.yaml names one that has no specialist.
    """
    known = registry.known()
    for named in (*([config.domain] if config.domain else ()), *config.also):
        if named not in known:
            raise _misfit(f"a domain that has a specialist: {', '.join(known)}", repr(named), f"domain of {read.where}", "Name one of these.")
    columns = {name: read.train[name] for name in features}
    if config.domain in known:
        return config.domain
    if files is not None and kinds.file_dominates(columns, numbers_in(files)):
        return files.kind
    if 2 * samples > len(features):
        return "signal"
    return "text" if kinds.text_dominates(columns) else "tabular"


def numbers_in(files: MediaProfile) -> float:
    """Numbers that the file of a row holds, the median over files."""
    return float((files.width * files.height or files.samples) * files.channels)


def _answers_of_one_column(read: Tables, target: str, answer_column: str, config: Config) -> Answers:
    labels = read.train[target][~read.lacking(target)]
    kind = kinds.target_kind_of(labels, words=read.words)
    if config.metric_name:
        metric = metrics.resolve(config.metric_name)
    else:
        spelled = kind is TargetKind.BINARY and _holds_labels(read.sample[answer_column], labels)
        metric = metrics.resolve("accuracy") if spelled else metrics.default(kind)
    forms = metrics.forms(metric.name)
    if set(forms) & {AnswerForm.MASK, AnswerForm.TEXT}:
        return Answers(metric=metric, form=forms[0])
    classes = _in_order(set(labels))
    if AnswerForm.RANKED_LABELS in forms:
        return Answers(metric=metric, form=AnswerForm.RANKED_LABELS, classes=tuple(sorted({word for label in classes for word in label.split()})))
    if AnswerForm.PROBABILITY in forms and len(classes) == 2:
        return Answers(metric=metric, form=AnswerForm.PROBABILITY, classes=classes)
    if AnswerForm.LABEL in forms:
        fits = len(classes) >= 2 and (TargetKind.MULTICLASS in metrics.entry(metric.name).kinds or len(classes) == 2)
        if fits and (metric.name != "qwk" or _are_grades(classes)):
            return Answers(metric=metric, form=AnswerForm.LABEL, classes=classes)
    elif AnswerForm.PROBABILITY not in forms:
        return Answers(metric=metric, form=AnswerForm.VALUE)
    raise _no_fit(metric, f"{len(classes)} different values, such as {_some(classes[:3])}", f"column {target!r} of train.csv of {read.where}")


def _in_order(labels: set[str]) -> tuple[str, ...]:
    """By size where all are numbers, so that the second of two is the larger and grades stand beside their neighbours; else as texts."""
    as_texts = sorted(labels)
    sizes = tables.numbers(pd.Series(as_texts, dtype=str))
    return tuple(as_texts[place] for place in np.argsort(sizes, kind="stable")) if np.isfinite(sizes).all() else tuple(as_texts)


def _holds_labels(answers: pd.Series, labels: pd.Series) -> bool:
    """Whether a sample's answers are labels and no probabilities: words, or both labels even where these are 0 and 1."""
    return not np.isfinite(tables.numbers(answers)).any() or set(answers.astype(str)) == set(labels.astype(str))


def _are_grades(classes: tuple[str, ...]) -> bool:
    """Whole numbers on one scale: a kappa weighs how far apart they are, with a row and a column for each step."""
    values = tables.numbers(pd.Series(classes, dtype=str))
    return bool(np.isfinite(values).all() and (values == np.floor(values)).all() and np.ptp(values) <= _STEPS_MAX)


def _see_that_it_takes(metric: Metric, wanted: Collection[AnswerForm], what: str, read: Tables) -> None:
    if not set(wanted) & set(metrics.forms(metric.name)):
        raise _no_fit(metric, what, read.where)


def _no_fit(metric: Metric, found: str, where: str) -> CompetitionError:
    forms = ", ".join(form.replace("_", " ") for form in metrics.forms(metric.name))
    return _misfit(f"a target for the metric {metric.name}, whose answers are of the form {forms}", found, where, "Name another metric or target.")


def _train(read: Tables) -> str:
    return f"train.csv of {read.where}"


def _nearest(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.5) or difflib.get_close_matches(name.lower(), list(known), n=3, cutoff=0.3)
    return f"Nearest: {', '.join(map(repr, near))}." if near else "Name one of its columns."


def _some(names: Collection[str]) -> str:
    listed = [repr(name) for name in names]
    return (", ".join(listed[:6]) + (f" and {len(listed) - 6} more" if len(listed) > 6 else "")) or "none"


def _misfit(expected: str, found: str, where: str, next_step: str) -> CompetitionError:
    return CompetitionError(expected=expected, found=found, where=where, next_step=next_step)
