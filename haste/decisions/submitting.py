"""Which solutions are judged again on a fresh split, and in which order they are tried as the submission."""

from statistics import fmean

from haste.projections.search_tree import SearchTree, Trial
from haste.thresholds import Thresholds
from haste.vocabulary.ids import Iteration
from haste.vocabulary.scales import Direction


def finalists(tree: SearchTree, direction: Direction, rules: Thresholds) -> tuple[Iteration, ...]:
    """The incumbents of the best branches, best branch first; never the same code twice."""
    incumbents = [tree.incumbent(branch) for branch in tree.ranked(direction)]
    by_code: dict[str, Iteration] = {}
    for trial in incumbents:
        if trial is not None and trial.proposal is not None:
            by_code.setdefault(trial.proposal.solution.code, trial.iteration)
    return tuple(by_code.values())[: rules.finalists]


def candidates(tree: SearchTree, direction: Direction) -> tuple[tuple[Iteration, float | None], ...]:
    """Every sound trial with its revalidated score, in the order in which the full fit is tried.

    Revalidated ones come first, by that score. The others only serve where the full fit of all those fails: by the
    number of folds they were judged on, then by their mean score there.
    """
    fresh = {event.iteration: event.score for event in tree.revalidated if event.score is not None}
    best_first = sorted(fresh, key=lambda iteration: (-direction.sign * fresh[iteration], iteration))
    rest = sorted((trial for trial in tree.trials if trial.sound and trial.iteration not in fresh), key=lambda trial: _order(tree, trial, direction))
    return (*((iteration, fresh[iteration]) for iteration in best_first), *((trial.iteration, None) for trial in rest))


def _order(tree: SearchTree, trial: Trial, direction: Direction) -> tuple[int, float, int]:
    scores = trial.scores(tree.split.split.folds if tree.split else 0)
    return (-len(scores), -direction.sign * fmean(scores) if scores else 0.0, trial.iteration)
