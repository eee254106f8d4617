"""Answers in the submission's format, made from training rows, and the constant ones that tell nothing."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.errors import CompetitionError
from haste.evaluation import tables
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import AnswerForm


def unanswered(rows: pd.DataFrame, competition: Competition) -> NDArray[np.bool_]:
    """Which training rows have no answer, shape (n_rows,): a class called NA is one.

    An empty mask is one, and a text may be any, "NA" too; another file lacks none.
    """
    if competition.form in (AnswerForm.MASK, AnswerForm.TEXT) or not set(competition.target) <= set(rows.columns):
        return np.zeros(len(rows), dtype=bool)
    return np.asarray(np.logical_or.reduce([tables.missing(rows[column], labels=competition.classes) for column in competition.target]), dtype=bool)


def answers_from(rows: pd.DataFrame, competition: Competition) -> pd.DataFrame:
    """Turn training rows into what a perfect submission would hold for them.

    Args:
        rows: Rows of train.csv as text, target columns included; without an id column they are numbered from 0.
        competition: Tells the form of the answers.

    Returns:
        The id column and the answer columns as text, shape (n_rows, 1 + n_answer_columns).

    Raises:
        CompetitionError: A label has no column in a submission of class probabilities.
    """
    ids = rows[competition.id_column] if competition.id_column in rows else pd.Series([str(row) for row in range(len(rows))], dtype=str)
    answers = {competition.id_column: ids.to_numpy()}
    for position, column in enumerate(competition.answer_columns):
        answers[column] = _column(rows, competition, position).to_numpy()
    return pd.DataFrame(answers, dtype=str)


def constant_answers(competition: Competition) -> tuple[str, ...]:
    """One valid answer for each answer column that knows nothing of any row."""
    match competition.form:
        case AnswerForm.LABEL | AnswerForm.RANKED_LABELS:
            return (competition.classes[0],)
        case AnswerForm.MASK | AnswerForm.TEXT:
            return ("",)
        case AnswerForm.PROBABILITY:
            return ("0.5",)
        case AnswerForm.CLASS_PROBABILITIES:
            return (repr(1 / len(competition.classes)),) * len(competition.classes)
        case AnswerForm.VALUE:
            return ("0.5" if competition.metric.name in ("auc", "log_loss") else "0",) * len(competition.answer_columns)


def _column(rows: pd.DataFrame, competition: Competition, position: int) -> pd.Series:
    match competition.form:
        case AnswerForm.VALUE:
            return rows[competition.target[position]]
        case AnswerForm.LABEL | AnswerForm.RANKED_LABELS | AnswerForm.MASK | AnswerForm.TEXT:
            return rows[competition.target[0]]
        case AnswerForm.PROBABILITY:
            return _indicator(rows[competition.target[0]] == competition.classes[1])
        case AnswerForm.CLASS_PROBABILITIES:
            _refuse_unknown_labels(rows[competition.target[0]], competition)
            return _indicator(rows[competition.target[0]] == competition.classes[position])


def _indicator(holds: pd.Series) -> pd.Series:
    return pd.Series(np.where(holds, "1", "0"), index=holds.index, dtype=str)


def _refuse_unknown_labels(labels: pd.Series, competition: Competition) -> None:
    unknown = sorted(set(labels) - set(competition.classes))
    if unknown:
        raise CompetitionError(
            expected=f"labels that have a column in a submission: {', '.join(competition.classes[:8])}",
            found=f"{unknown[0]!r}",
            where=f"column {competition.target[0]!r} of train.csv of {competition.id}",
            next_step="Add a column for it to sample_submission.csv, or leave its rows out.",
        )
