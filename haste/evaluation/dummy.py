"""What the best constant answers score: the zero of a competition's scale, against which effects are measured."""

from pathlib import Path

import numpy as np
import pandas as pd

from haste.errors import SubmissionError
from haste.evaluation import declared, metrics, submissions, tables
from haste.evaluation.answers import answers_from, unanswered
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import AnswerForm

_ROWS_MAX = 50_000  # a constant's score moves by less than a thousandth with more


def dummy_score(competition: Competition) -> float | None:
    """Score of the best of a few constants on the training rows of a competition.

    Returns:
        The score, in the metric's unit; None where the metric is undefined for every constant.
    """
    train = tables.read(Path(competition.public) / (declared.ANSWERS if declared.apart(competition) else "train.csv"))
    known = ~unanswered(train, competition)
    answers = answers_from(train[known].head(_ROWS_MAX), competition)
    scores = [_score(constants, answers, competition) for constants in _constants(answers, competition)]
    valid = [score for score in scores if score is not None]
    return max(valid, key=lambda score: competition.metric.direction.sign * score, default=None)


def _constants(answers: pd.DataFrame, competition: Competition) -> list[list[str]]:
    """Candidates, each one answer for every answer column."""
    columns = [answers[column] for column in competition.answer_columns]
    if competition.form is AnswerForm.RANKED_LABELS:
        often = columns[0].value_counts().index[: metrics.entry(competition.metric.name).places]
        return [[" ".join(map(str, often))]]
    if competition.form in (AnswerForm.LABEL, AnswerForm.MASK, AnswerForm.TEXT):
        return [[str(column.mode().iloc[0]) for column in columns]]
    numbers = [tables.numbers(column) for column in columns]
    candidates = [[float(np.mean(values)) for values in numbers], [float(np.median(values)) for values in numbers]]
    if competition.form is AnswerForm.VALUE and all((values >= 0).all() for values in numbers):
        candidates.append([float(np.expm1(np.log1p(values).mean())) for values in numbers])
    return [[repr(value) for value in candidate] for candidate in candidates]


def _score(constants: list[str], answers: pd.DataFrame, competition: Competition) -> float | None:
    table = answers.copy()
    for column, value in zip(competition.answer_columns, constants, strict=True):
        table[column] = value
    try:
        predicted = submissions.predictions(table, competition)
        score = metrics.measure(competition.metric.name, submissions.truth(answers, competition), predicted, competition)
    except SubmissionError:  # for example class shares by the median: zeros in every column
        return None
    return score if np.isfinite(score) else None
