"""The skills that a run may see: those of the inventory that its round froze, through the loading rule."""

import threading

from haste.briefs.scope import Viewpoint, load
from haste.ports import EventLog
from haste.projections.memory import MemoryFollower
from haste.projections.run import RunState
from haste.vocabulary.brief import LoadedSkill
from haste.vocabulary.ids import SweepId


class Inventory:
    """Folds the log up to the start of a round, once for all of its briefs.

    Args:
        log: Where the events are.
        only: The sweep whose events are remembered; those of all sweeps where None.
    """

    def __init__(self, log: EventLog, *, only: SweepId | None) -> None:
        self._log = log
        self._only = only
        self._lock = threading.Lock()  # briefs of several runs are put together at the same time
        self._follower = MemoryFollower(log, only=only)

    def loaded(self, state: RunState) -> tuple[LoadedSkill, ...]:
        """What this run may see. A function of the log up to its round's start: later events change nothing."""
        started = state.sweep.started
        if started is None or state.tree.started is None:
            return ()
        frozen = state.sweep.rounds[state.tree.started.round - 1].read_to
        with self._lock:
            if frozen < self._follower.read_to:
                self._follower = MemoryFollower(self._log, only=self._only)
            self._follower.catch_up(to=frozen)
            memory = self._follower.state
        competition = state.competition
        viewpoint = Viewpoint(
            arm=started.arm,
            competition=competition.id,
            domains=(competition.domain, *competition.also),
            transfer=started.transfer,
        )
        return load(memory, viewpoint)
