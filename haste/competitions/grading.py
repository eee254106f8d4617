"""The only code that reads private answers. Called after a run has ended; its word is never an input to any decision."""

from pathlib import Path

import msgspec
import numpy as np
import pandas as pd

from haste.competitions import layout, standings
from haste.errors import CompetitionError, SubmissionError
from haste.evaluation import medals, scoring, submissions, tables
from haste.evaluation.answers import answers_from
from haste.vocabulary.competition import Competition
from haste.vocabulary.judgement import Lift
from haste.vocabulary.scales import AnswerForm, Medal, Reason


class Grade(msgspec.Struct, frozen=True, kw_only=True):
    """What the private answers say of a submission."""

    score: float | None  # metric's unit; None where there are no answers, or the submission does not fit
    reason: Reason | None  # why there is no score, where there are answers
    message: str = ""  # the same in words
    percentile: float | None = None  # share of the leaderboard's teams that are not ahead, in [0, 1]; None without a score or a leaderboard
    above_median: bool | None = None  # strictly better than the median team
    medal: Medal | None = None


def grade(competition: Competition, submission: bytes) -> Grade:
    """Score a submission against the private answers, and compare the score with the leaderboard, where there are any.

    Raises:
        CompetitionError: The answers do not fit the competition, or the leaderboard cannot be read.
    """
    path = _place(competition)
    if path is None or not path.is_file():
        return Grade(score=None, reason=None)
    answers = _answers(path, competition)
    try:
        score = scoring.score(submission, answers, competition)
    except SubmissionError as error:
        return Grade(score=None, reason=Reason(error.reason), message=str(error))
    leaderboard = standings.scores(layout.of(Path(competition.public)).leaderboard)
    if not leaderboard:
        return Grade(score=score, reason=None)
    found = medals.standing(score, leaderboard, competition.metric.direction)
    return Grade(score=score, reason=None, percentile=found.percentile, above_median=found.above_median, medal=found.medal)


def lead(competition: Competition, submission: bytes, other: bytes, *, seed: int, rounds: int) -> Lift:
    """How far a submission is ahead of another one on the private answers, with the error that other test rows would make.

    Raises:
        CompetitionError: There are no private answers, or they do not fit the competition.
        SubmissionError: One of the two does not fit.
    """
    path = _place(competition)
    if path is None or not path.is_file():
        raise CompetitionError(expected="private answers", found="none", where=competition.public, next_step="Name a competition that has them.")
    return scoring.lift_of_rows(submission, other, _answers(path, competition), competition, seed=seed, rounds=rounds)


def _place(competition: Competition) -> Path | None:
    public = Path(competition.public)
    return public.parent / "private" / "test.csv" if public.name == "public" else None


def _answers(path: Path, competition: Competition) -> pd.DataFrame:
    table = tables.read(path)
    wanted = [competition.id_column, *competition.answer_columns]
    column = competition.answer_columns[0]
    labelled = competition.form in (AnswerForm.PROBABILITY, AnswerForm.CLASS_PROBABILITIES) and set(competition.target) <= set(table.columns)
    if labelled and (column not in table or set(table[column]) <= set(competition.classes)):
        table = answers_from(table, competition)  # labels stand where the submission has probabilities
    lost = [name for name in wanted if name not in table]
    if lost:
        raise _misfit(path, f"columns {', '.join(wanted)}", f"{', '.join(map(str, table.columns))}")
    if competition.form not in (AnswerForm.LABEL, *submissions.WRITTEN) and not np.isfinite(submissions.numbers(table, competition)).all():
        raise _misfit(path, "a number in every answer column", "values that are none")
    return table[wanted]


def _misfit(path: Path, expected: str, found: str) -> CompetitionError:
    return CompetitionError(expected=expected, found=found, where=str(path), next_step="Write the answers in the submission's format.")
