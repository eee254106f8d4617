"""Weights of an ensemble and what it scores: each fold is judged with weights that were fitted on the other folds."""

import math
from collections.abc import Iterator, Sequence
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


def fit(folds: Sequence[Fold], competition: Competition, blend: Blend, *, parts: int) -> Fitted:
    """Weights for the members of an ensemble.

    Every choice of weights that are multiples of 1 / parts is scored on every fold. The one with the best mean over all folds is the
    ensemble's; the one with the best mean over all folds but i is what fold i is judged with, so that no fold has a say in the weights that
    it is scored with. Of equal ones the more even choice is taken. One hold-out has no other folds, and gets equal weights.

    Args:
        folds: All folds of the split, with the same members in the same order.
        competition: Tells format, metric and direction.
        blend: How answers are blended.
        parts: How fine weights are.

    Raises:
        SubmissionError: What a member answered does not fit.
    """
    members = len(folds[0].submissions)
    choices = tuple(_choices(members, parts)) if len(folds) > 1 else ((1 / members,) * members,)
    by_fold = [_scores(fold, choices, competition, blend) for fold in folds]
    judged = [_best(choices, [scores for other, scores in enumerate(by_fold) if other != at] or by_fold) for at in range(len(folds))]
    found = [competition.metric.direction.sign * scores[choice] for scores, choice in zip(by_fold, judged, strict=True)]
    defined = all(math.isfinite(score) for score in found)
    return Fitted(weights=choices[_best(choices, by_fold)], scores=tuple(found) if defined else ())


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


def _choices(members: int, parts: int) -> Iterator[tuple[float, ...]]:
    """All weights of so many members in multiples of 1 / parts, the most even ones first, of equally even ones those with more for the first."""
    even_first = sorted(_shared(members, parts), key=lambda shares: (sum(share * share for share in shares), tuple(-share for share in shares)))
    return (tuple(share / parts for share in shares) for shares in even_first)


def _shared(members: int, parts: int) -> Iterator[tuple[int, ...]]:
    if members == 1:
        yield (parts,)
        return
    for first in range(parts + 1):
        for rest in _shared(members - 1, parts - first):
            yield (first, *rest)


def _scores(fold: Fold, choices: Sequence[tuple[float, ...]], competition: Competition, blend: Blend) -> list[float]:
    """What each choice of weights scores on one fold, higher is better; minus infinity where the metric is not defined for it."""
    truth, read = submissions.truth(fold.answers, competition), _read(fold, competition, blend)
    found = (_measured(truth, _blended(read, weights, competition, blend), competition) for weights in choices)
    return [-math.inf if score is None else competition.metric.direction.sign * score for score in found]


def _measured(truth: Array, predicted: Array, competition: Competition) -> float | None:
    """The score; None where it is not defined: a vote can leave one label where each member had two, and some metrics need two."""
    try:
        return metrics.measure(competition.metric.name, truth, predicted, competition)
    except SubmissionError:
        return None


def _best(choices: Sequence[tuple[float, ...]], by_fold: Sequence[Sequence[float]]) -> int:
    """Place of the choice with the best mean, the first of equal ones."""
    means = [fmean(scores[place] for scores in by_fold) for place in range(len(choices))]
    return means.index(max(means))


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
