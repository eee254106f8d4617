"""How far one run had come after each of its trials: what arms are compared by."""

from collections.abc import Sequence

import msgspec

from haste.projections.search_tree import SearchTree, Trial, refinements
from haste.vocabulary.scales import Direction


class Trajectory(msgspec.Struct, frozen=True, kw_only=True):
    """The course of one run's search, on the folds that its arm's runs share."""

    best: tuple[float | None, ...]  # after each counted trial, the best mean over all folds so far, metric's unit; None before the first
    chosen: float | None  # the same mean of the submitted solution, of an ensemble its best member; None where nothing was submitted
    verdicts: tuple[bool, ...]  # of the judged proposals, in order: accepted or not


def trajectory(tree: SearchTree, direction: Direction) -> Trajectory:
    """The course of a run.

    A trial counts, accepted or not, with its mean over all folds from the trial on that brought its solution, also where some
    folds were run later: those of a draft are, once it is refined. One whose folds were never all run does not count.
    """
    folds = tree.split.split.folds if tree.split else 0
    counted = [trial for trial in tree.trials if trial.counts and trial.accepted is not None]
    chosen = tree.trial(tree.submitted.iteration) if tree.submitted else None
    return Trajectory(
        best=_best([_mean(trial, folds) for trial in counted], direction),
        chosen=_mean(chosen, folds) if chosen else None,
        verdicts=tuple(trial.accepted is True for trial in refinements(tree.trials)),
    )


def trials_to_reach(course: Trajectory, score: float, direction: Direction) -> int | None:
    """The number of the first trial after which a run had this score or a better one; None where it never had.

    >>> course = Trajectory(best=(None, 0.5, 0.75), chosen=0.75, verdicts=())
    >>> trials_to_reach(course, 0.75, Direction.MAXIMIZE)
    3
    """
    reached = (number for number, best in enumerate(course.best, 1) if best is not None and direction.sign * (best - score) >= 0)
    return next(reached, None)


def _mean(trial: Trial, folds: int) -> float | None:
    found = trial.evaluation(folds)
    return found.mean if found and trial.failure is None and len(found.scores) == folds else None


def _best(means: Sequence[float | None], direction: Direction) -> tuple[float | None, ...]:
    best: float | None = None
    course = []
    for mean in means:
        if mean is not None and (best is None or direction.sign * (mean - best) > 0):
            best = mean
        course.append(best)
    return tuple(course)
