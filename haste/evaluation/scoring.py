"""Scores submissions, and computes every lift of one solution over another."""

import contextlib
import math
from collections.abc import Sequence
from statistics import fmean

import numpy as np
import pandas as pd

from haste.errors import SubmissionError
from haste.evaluation import metrics, submissions
from haste.evaluation.measures import Array
from haste.statistics import overlap_corrected_se
from haste.vocabulary.competition import Competition, Split
from haste.vocabulary.judgement import Lift
from haste.vocabulary.scales import Direction

_ROWS_RESAMPLED_MAX = 20_000  # per bootstrap round; more would cost minutes, and the error of so many scales with the root of the rows


def score(submission: bytes, answers: pd.DataFrame, competition: Competition) -> float:
    """Score a submission against the answers, whatever the order of its rows.

    Args:
        submission: The CSV file that a solution wrote.
        answers: Id and answer columns as text, as `haste.evaluation.tables.read` gives them for a view's answers.csv.
        competition: Tells the format and the metric.

    Returns:
        The score, in the metric's unit.

    Raises:
        SubmissionError: It does not fit; `reason` says why.
    """
    predicted = _predictions(submission, answers[competition.id_column], competition)
    return metrics.measure(competition.metric.name, submissions.truth(answers, competition), predicted, competition)


def check(submission: bytes, sample: pd.DataFrame, competition: Competition) -> Array:
    """See that a submission fits the sample submission: columns, ids and kinds of values.

    Returns:
        What it says, rows in the order of the sample, as `haste.evaluation.submissions.predictions` makes it.

    Raises:
        SubmissionError: It does not fit; `reason` says why.
    """
    return _predictions(submission, sample[competition.id_column], competition)


def lift_of_folds(child: Sequence[float], parent: Sequence[float], direction: Direction, split: Split) -> Lift:
    """Paired gain over folds, its standard error corrected for training sets that overlap.

    Args:
        child: Score of the solution on each fold judged so far, in the metric's unit.
        parent: Score of its parent on the same folds, same length.
        direction: Which way the metric improves.
        split: Tells how large a fold is.

    Returns:
        The lift, higher is better, with n_folds - 1 degrees of freedom.

    Raises:
        TooFewFoldsError: n_folds < 2.
    """
    gains = [direction.sign * (ours - theirs) for ours, theirs in zip(child, parent, strict=True)]
    share = split.holdout or 1 / split.folds
    return Lift(mean=fmean(gains), se=overlap_corrected_se(gains, test_share=share), df=float(len(gains) - 1), method="folds-overlap-corrected")


def lift_of_rows(child: bytes, parent: bytes, answers: pd.DataFrame, competition: Competition, *, seed: int, rounds: int) -> Lift:
    """Paired gain on one hold-out, its standard error by resampling rows.

    Args:
        child: Submission of the solution.
        parent: Submission of its parent, for the same rows.
        answers: The answers to these rows, as text.
        competition: Tells the format and the metric.
        seed: The only source of chance.
        rounds: Number of resamplings, at least 2.

    Returns:
        The lift, higher is better, with infinitely many degrees of freedom.

    Raises:
        SubmissionError: One of them does not fit, or the metric is not defined on these rows.
    """
    truth = submissions.truth(answers, competition)
    pair = [_predictions(submission, answers[competition.id_column], competition) for submission in (child, parent)]

    def gain(rows: np.ndarray) -> float:
        ours, theirs = (metrics.measure(competition.metric.name, truth[rows], predicted[rows], competition) for predicted in pair)
        return competition.metric.direction.sign * (ours - theirs)

    chance = np.random.default_rng(seed)
    size = min(len(truth), _ROWS_RESAMPLED_MAX)
    gains = []
    for _ in range(rounds):
        with contextlib.suppress(SubmissionError):  # both fit: all that is left is a resampling on which the metric is not defined
            gains.append(gain(chance.integers(0, len(truth), size)))
    spread = float(np.std(gains, ddof=1)) if len(gains) > 1 else math.inf  # never defined on a resampling: nothing is known of the error
    return Lift(mean=gain(np.arange(len(truth))), se=spread * math.sqrt(size / len(truth)), df=math.inf, method="rows-bootstrap")


def _predictions(submission: bytes, ids: pd.Series, competition: Competition) -> np.ndarray:
    return submissions.predictions(submissions.in_order_of(ids, submissions.read(submission, competition)), competition)
