"""Weights of an ensemble and what it scores: each fold is judged with weights that were fitted on the other folds."""

import math
from collections.abc import Sequence
from statistics import fmean

import msgspec
import numpy as np
import pandas as pd

from haste.errors import SubmissionError
from haste.evaluation import class_shares, metrics, scoring, submissions
from haste.evaluation.blending import blended
from haste.evaluation.measures import Array
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import AnswerForm, Blend

_LOGARITHMIC = frozenset({"rmsle"})
_OF_ORDER = frozenset({"auc", "average_precision", "spearman"})


class Fold(msgspec.Struct, frozen=True, kw_only=True):
    """What the members of an ensemble answered to the rows of one fold, and the answers to them."""

    submissions: tuple[bytes, ...]  # one of each member
    shares: tuple[bytes | None, ...] = ()  # class shares of each member; empty where none of them wrote any
    answers: pd.DataFrame  # as text, as `haste.evaluation.tables.read` gives them for a view's answers.csv; ids alone where they are not known


class Fitted(msgspec.Struct, frozen=True, kw_only=True):
    """An ensemble's weights, and its scores."""

    weights: tuple[float, ...]  # of each member, fitted on all folds
    scores: tuple[float, ...]  # by fold, metric's unit, with weights fitted on the other folds; empty where one of them is not defined


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    """What one member answered to the rows of a fold, and what of it is blended: how sure it was of each label, else the answers themselves."""

    answers: Array
    blended: Array


def blend_of(competition: Competition, *, shares: bool = False) -> Blend | None:
    """How answers of this form are blended under this metric; None for masks and texts, which have no middle.

    Args:
        competition: Tells form and metric.
        shares: Whether any member said how sure it was of its labels.
    """
    match competition.form:
        case AnswerForm.LABEL:
            return Blend.LIKELIEST if shares else Blend.VOTES
        case AnswerForm.RANKED_LABELS:
            return Blend.POINTS
        case AnswerForm.CLASS_PROBABILITIES:
            return Blend.SHARES
        case AnswerForm.MASK | AnswerForm.TEXT:
            return None
        case _ if competition.metric.name in _OF_ORDER:
            return Blend.RANKS
        case _:
            return Blend.LOGARITHMS if competition.metric.name in _LOGARITHMIC else Blend.MEANS


def fit(folds: Sequence[Fold], competition: Competition, blend: Blend, *, parts: int, members_max: int) -> Fitted:
    """Who is in an ensemble, and with which weights.

    One candidate after the other gets one part more, the one with whom the blend is best on the mean of the folds (Caruana et al. 2004); the
    best blend on the way is the ensemble. So it is made of all folds; and of all folds but i for what fold i is judged with, so that no fold
    has a say in who answers it. One hold-out has no other folds: the first members get equal weights.

    Args:
        folds: All folds of the split, with the same candidates in the same order.
        competition: Tells format, metric and direction.
        blend: How answers are blended.
        parts: That are dealt out.
        members_max: Candidates with any part.

    Raises:
        SubmissionError: What a candidate answered does not fit.
    """
    judges = [_Judge(fold, competition, blend) for fold in folds]
    candidates = len(folds[0].submissions)
    if len(folds) == 1:
        first = min(candidates, members_max)
        whole, judged = (1 / first,) * first + (0.0,) * (candidates - first), None
    else:
        whole = _dealt(judges, candidates, parts, members_max)
        judged = [_dealt([*judges[:at], *judges[at + 1 :]], candidates, parts, members_max) for at in range(len(folds))]
    found = [competition.metric.direction.sign * judge(weights) for judge, weights in zip(judges, judged or [whole], strict=True)]
    return Fitted(weights=whole, scores=tuple(found) if all(math.isfinite(score) for score in found) else ())


def score(fold: Fold, weights: Sequence[float], competition: Competition, blend: Blend) -> float | None:
    """What a blend scores on one fold, in the metric's unit; None where the metric is not defined for it.

    Raises:
        SubmissionError: A member's answers do not fit.
    """
    return _measured(
        submissions.truth(fold.answers, competition), _blended(_read(fold, competition, blend), weights, competition, blend), competition
    )


def submission(rows: Fold, weights: Sequence[float], competition: Competition, blend: Blend) -> bytes:
    """The blend of several submissions, as the CSV file that one solution would have written.

    Args:
        rows: What each solution wrote for the same rows; the ids of these, in the order that the file shall have.
        weights: Of each.
        competition: Tells the format.
        blend: How answers are blended.

    Raises:
        SubmissionError: One of them does not fit.
    """
    columns = _blended(_read(rows, competition, blend), weights, competition, blend).reshape(len(rows.answers), -1).T
    named = dict(zip(competition.answer_columns, columns, strict=True))
    written: str = pd.DataFrame({competition.id_column: np.asarray(rows.answers[competition.id_column], dtype=object), **named}).to_csv(
        index=False, lineterminator="\n"
    )
    return written.encode()


class _Judge:
    """What blends score on one fold, higher is better; minus infinity where the metric is not defined. No weights are scored twice."""

    def __init__(self, fold: Fold, competition: Competition, blend: Blend) -> None:
        self._truth = submissions.truth(fold.answers, competition)
        self._read = _read(fold, competition, blend)
        self._competition = competition
        self._blend = blend
        self._known: dict[tuple[float, ...], float] = {}

    def __call__(self, weights: tuple[float, ...]) -> float:
        if weights not in self._known:
            score = _measured(self._truth, _blended(self._read, weights, self._competition, self._blend), self._competition)
            self._known[weights] = -math.inf if score is None else self._competition.metric.direction.sign * score
        return self._known[weights]


def _dealt(judges: Sequence[_Judge], candidates: int, parts: int, members_max: int) -> tuple[float, ...]:
    """The best weights that are met while parts are dealt out one by one; of equally good ones those that are met first."""
    dealt, met = (0,) * candidates, list[tuple[float, tuple[float, ...]]]()
    for number in range(1, parts + 1):
        with_a_part = [place for place in range(candidates) if dealt[place] or sum(map(bool, dealt)) < members_max]
        nexts = [(*dealt[:place], dealt[place] + 1, *dealt[place + 1 :]) for place in with_a_part]
        scores = [fmean(judge(tuple(part / number for part in one)) for judge in judges) for one in nexts]
        dealt = nexts[scores.index(max(scores))]
        met.append((max(scores), tuple(part / number for part in dealt)))
    return max(met, key=lambda one: one[0])[1]


def _measured(truth: Array, predicted: Array, competition: Competition) -> float | None:
    """The score; None where it is not defined: a vote can leave one label where each member had two, and some metrics need two."""
    try:
        return metrics.measure(competition.metric.name, truth, predicted, competition)
    except SubmissionError:
        return None


def _read(fold: Fold, competition: Competition, blend: Blend) -> list[_Said]:
    answers = [scoring.check(one, fold.answers, competition) for one in fold.submissions]
    if blend is not Blend.LIKELIEST:
        return [_Said(answers=one, blended=one) for one in answers]
    return [
        _Said(answers=one, blended=class_shares.read(shares, fold.answers, competition) if shares else class_shares.certain(one, competition))
        for one, shares in zip(answers, fold.shares, strict=True)
    ]


def _blended(read: Sequence[_Said], weights: Sequence[float], competition: Competition, blend: Blend) -> Array:
    """With the members that have a say, so that one alone stays what it was."""
    heard = [(said, weight) for said, weight in zip(read, weights, strict=True) if weight > 0]
    if blend is not Blend.LIKELIEST:
        return blended([said.blended for said, _ in heard], [weight for _, weight in heard], blend, metrics.entry(competition.metric.name).places)
    if len(heard) == 1:
        return heard[0][0].answers
    shares = blended([said.blended for said, _ in heard], [weight for _, weight in heard], Blend.SHARES)
    likeliest: Array = np.asarray(competition.classes, dtype=object)[shares.argmax(axis=1)]
    return likeliest
