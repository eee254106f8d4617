"""What a policy can answer, and when it may: the limits of time and trials that all policies share."""

from collections.abc import Callable
from statistics import fmean
from typing import TypeAlias

import msgspec

from haste.commands import ChooseStep, ClosePhase, OpenPhase
from haste.projections.search_tree import SearchTree
from haste.thresholds import Thresholds
from haste.vocabulary.scales import Reason
from haste.vocabulary.solution import Step


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """Nothing more is tried, and why."""

    reason: Reason


Move: TypeAlias = Step | OpenPhase | ClosePhase | Stop
Policy: TypeAlias = Callable[[ChooseStep, SearchTree, Thresholds], Move]


_RESERVES_MAX = 2  # reserves of the lease: half of it, at the usual share


def out_of_budget(command: ChooseStep, tree: SearchTree, rules: Thresholds) -> bool:
    """Whether no further trial may start: the trials are spent, or the time is. A first draft is made however late it is."""
    if sum(trial.counts for trial in tree.trials) >= command.lease.trials:
        return True
    deadline = command.lease.deadline
    return bool(tree.trials) and deadline is not None and command.now >= deadline - int(_reserve_s(command, tree, rules) * 1e9)


def _reserve_s(command: ChooseStep, tree: SearchTree, rules: Thresholds) -> float:
    """What the lease keeps back, or more where it takes more to judge the best solutions again and to fit them.

    Each is taken to need what the best one's folds took, or those of a usual trial; so is the trial that may be under way when the reserve begins.
    """
    least, folds = command.lease.reserve_s, tree.split.split.folds if tree.split else 0
    incumbents = [tree.incumbent(branch) for branch in tree.ranked(command.direction)[: rules.finalists]]
    judged = [trial.fold_s for trial in tree.trials if len(trial.scores(folds)) == folds]
    best = [trial.fold_s for trial in incumbents if trial is not None]
    each_s = max([*best, fmean(judged)] if judged else best, default=0.0)
    needed_s = rules.reserve_solutions * (folds + 1) * each_s / command.at_once + folds * each_s
    return min(_RESERVES_MAX * least, max(least, needed_s)) if rules.reserve_solutions else least
