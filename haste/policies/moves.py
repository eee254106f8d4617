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


def out_of_budget(command: ChooseStep, tree: SearchTree) -> bool:
    """Whether no further trial may start: the trials are spent, or the time is. A first draft is made however late it is."""
    if sum(trial.counts for trial in tree.trials) >= command.lease.trials:
        return True
    deadline = command.lease.deadline
    return bool(tree.trials) and deadline is not None and command.now >= deadline - int(command.lease.reserve_s * 1e9)
