"""The skills that a run may see: those of the inventory that its round froze, through the loading rule."""

import threading
from collections.abc import Callable, Collection

import msgspec

from haste.briefs.retrieving import fitting
from haste.briefs.scope import Viewpoint, load
from haste.decisions.unseen import without
from haste.ports import EventLog, SkillIndex
from haste.projections.memory import Kept, Memory, MemoryFollower
from haste.projections.run import RunState
from haste.projections.skill_rows import rows_of
from haste.thresholds import Thresholds
from haste.vocabulary.brief import Remembered
from haste.vocabulary.features import features
from haste.vocabulary.ids import CompetitionId, Position, SkillId, SweepId
from haste.vocabulary.scales import SkillKind
from haste.vocabulary.task_descriptor import task_descriptor


class Inventory:
    """Folds the log up to the start of a round, once for all of its briefs.

    Args:
        log: Where the events are.
        only: The sweep whose events are remembered; those of all sweeps where None.
        snapshot: Gives a fold of the log with the same `only`, where one is kept; one that goes beyond the start of a round is of no use to it.
        open_index: Opens the skill index, which is asked only where more skills are in scope than a brief has room for.
    """

    def __init__(
        self, log: EventLog, *, only: SweepId | None, open_index: Callable[[], SkillIndex], snapshot: Callable[[], Kept | None] = lambda: None
    ) -> None:
        self._log = log
        self._only = only
        self._open_index = open_index
        self._index: SkillIndex | None = None
        self._lock = threading.Lock()  # briefs of several runs are put together at the same time
        self._snapshot = snapshot
        self._follower: MemoryFollower | None = None
        self._left_out: dict[CompetitionId, tuple[Position, Memory]] = {}  # of each competition, the newest

    def loaded(self, state: RunState) -> Remembered:
        """What this run may see. A function of the log up to its round's start: later events change nothing."""
        started = state.sweep.started
        if started is None or state.tree.started is None:
            return Remembered()
        competition, profiled = state.competition, state.tree.profiled
        frozen = state.sweep.rounds[state.tree.started.round - 1].read_to
        memory = self._memory(frozen)
        if started.transfer:
            memory = self._without(competition.id, frozen, memory, state.rules)
        viewpoint = Viewpoint(
            arm=started.arm,
            competition=competition.id,
            domains=(competition.domain, *competition.also),
            numbers=features(profiled.profile) if profiled else {},
            recipes_max=state.rules.recipes_max,
            records_max=state.rules.records_max,
            seed=state.seed,
        )
        task = task_descriptor(competition, profiled.profile) if profiled else ""
        found = load(memory, viewpoint)
        skills = fitting(found.skills, skills_max=state.rules.skills_max, search=lambda scopes: self._search(memory, task, scopes))
        return msgspec.structs.replace(found, skills=skills)

    def _memory(self, frozen: Position) -> Memory:
        with self._lock:
            if self._follower is None or frozen < self._follower.read_to:
                kept = self._snapshot()
                start = kept if kept is not None and kept.read_to <= frozen else None
                self._follower = MemoryFollower(self._log, only=self._only, start=start)
            self._follower.catch_up(to=frozen)
            return self._follower.state

    def _without(self, competition: CompetitionId, frozen: Position, memory: Memory, rules: Thresholds) -> Memory:
        """The memory as it would be had the competition never been seen: worked out once for all briefs of a run."""
        with self._lock:
            known, left = self._left_out.get(competition, (Position(0), None))
            if left is None or known != frozen:
                left = without(memory, competition, rules)
                self._left_out[competition] = (frozen, left)
            return left

    def _search(self, memory: Memory, task: str, scopes: Collection[str]) -> tuple[SkillId, ...]:
        """The learnings of these scopes that have to do with a task, best first."""
        with self._lock:
            self._index = self._index or self._open_index()
            self._index.write(rows_of(memory.tiers.live()))
            return self._index.search(task, scopes=scopes, kinds=(SkillKind.LEARNING,))
