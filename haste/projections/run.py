"""What a worker and its specialist decide on: the sweep that a run belongs to, and the run's own search tree."""

import msgspec

from haste.events.event import Event
from haste.projections import search_tree, sweep
from haste.projections.ledger import Ledger
from haste.projections.search_tree import SearchTree
from haste.projections.sweep import Sweep
from haste.thresholds import RULES, Thresholds
from haste.vocabulary.budget import Lease
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import RunId


class RunState(msgspec.Struct, frozen=True, kw_only=True):
    """A run in its sweep."""

    run: RunId
    sweep: Sweep = Sweep()
    tree: SearchTree = SearchTree()

    @property
    def competition(self) -> Competition:
        """What the run competes on.

        Raises:
            KeyError: The run has not started.
        """
        return self.sweep.competition(self.sweep.standing(self.run).competition)

    @property
    def lease(self) -> Lease:
        """What the run may spend. A run without a grant may spend nothing."""
        return self.sweep.standing(self.run).lease or Lease(trials=0)

    @property
    def at_once(self) -> int:
        """About how many of its executions go on at one time: its share of a node's cores, one at least."""
        if self.sweep.started is None or self.sweep.walls is None:
            return 1
        runs = min(self.sweep.started.max_runs, len(self.sweep.started.competitions))
        return max(1, self.sweep.walls.cluster_cpus // max(1, runs))

    @property
    def spent(self) -> Ledger:
        """What the run has cost."""
        return self.sweep.standing(self.run).spent

    @property
    def rules(self) -> Thresholds:
        """The rule version that its sweep was started under.

        Raises:
            KeyError: This code does not have that version, or the sweep has not started.
        """
        return RULES[self.sweep.started.rule if self.sweep.started else ""]

    @property
    def policy(self) -> str:
        """Who picks the next step, by name."""
        return self.sweep.started.policy if self.sweep.started else ""

    @property
    def seed(self) -> int:
        """The sweep's seed."""
        return self.sweep.started.seed if self.sweep.started else 0


def evolve(state: RunState, event: Event) -> RunState:
    """Apply one event of the sweep's stream or of the run's."""
    return msgspec.structs.replace(
        state,
        sweep=sweep.evolve(state.sweep, event),
        tree=search_tree.evolve(state.tree, event),
    )
