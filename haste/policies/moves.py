"""What a policy can answer, and when it may: the limits of time and trials that all policies share."""

from collections.abc import Callable
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
    """What the lease keeps back, or more where it takes more to judge the best solutions again and to fit them, by what their folds took."""
    least = command.lease.reserve_s
    incumbents = [tree.incumbent(branch) for branch in tree.ranked(command.direction)[: rules.finalists]]
    slowest = max((trial.fold_s for trial in incumbents if trial is not None), default=0.0)
    folds = tree.split.split.folds if tree.split else 0
    return min(_RESERVES_MAX * least, max(least, rules.reserve_solutions * (folds + 1) * slowest / command.at_once))
