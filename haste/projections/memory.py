"""What the log remembers: the skills of all tiers, and the evidence that the gate judges."""

import msgspec

from haste.events.codec import typed
from haste.events.event import Event, Recorded
from haste.events.run import LearningsDistilled
from haste.events.skill import SkillAbstracted, SkillImported, SkillLearned
from haste.events.sweep import SweepResumed, SweepStarted
from haste.ports import EventLog
from haste.projections import evidence, purses, skill_tiers, uses
from haste.projections.evidence import Evidence
from haste.projections.purses import Purses
from haste.projections.skill_tiers import SkillTiers
from haste.projections.uses import Uses
from haste.vocabulary.ids import Position, RunId, StreamName, SweepId, Version
from haste.vocabulary.skill import Skill

_PAGE = 2000


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """Skills and evidence, empty before the first event."""

    evidence: Evidence = Evidence()
    tiers: SkillTiers = SkillTiers()
    uses: Uses = Uses()
    epochs: dict[SweepId, int] = {}  # of each sweep, the newest
    rules: dict[SweepId, str] = {}  # rule version of each sweep
    purses: Purses = Purses()
    distilled: frozenset[RunId] = frozenset()
    forgotten: tuple[Skill, ...] = ()  # made by sweeps that are not remembered: nothing of them counts but their names

    @property
    def named(self) -> tuple[Skill, ...]:
        """All skills of the log that have a name, so that a new one gets another."""
        return (*(entry.skill for entry in self.tiers.entries.values()), *self.forgotten)


def evolve(memory: Memory, event: Event) -> Memory:
    """Apply one event of any stream."""
    epochs, rules = memory.epochs, memory.rules
    match event:
        case SweepStarted():
            epochs, rules = epochs | {event.sweep: 1}, rules | {event.sweep: event.rule}
        case SweepResumed():
            epochs = epochs | {event.sweep: event.epoch}
    return Memory(
        evidence=evidence.evolve(memory.evidence, event),
        tiers=skill_tiers.evolve(memory.tiers, event),
        uses=uses.evolve(memory.uses, event),
        purses=purses.evolve(memory.purses, event),
        epochs=epochs,
        rules=rules,
        forgotten=memory.forgotten,
        distilled=memory.distilled | {event.run} if isinstance(event, LearningsDistilled) else memory.distilled,
    )


class MemoryFollower:
    """Folds the whole log, all streams, and remembers up to where.

    Args:
        log: Where the events are.
        only: The sweep whose events count; those of all sweeps where None.
    """

    def __init__(self, log: EventLog, *, only: SweepId | None = None) -> None:
        self.state = Memory()
        self.read_to = Position(0)
        self._log = log
        self._only = only
        self._newest: dict[StreamName, tuple[Version, Position]] = {}

    def newest(self, stream: StreamName) -> tuple[Version, Position]:
        """Version and position of the newest event of a stream; zeros before the first."""
        return self._newest.get(stream, (Version(0), Position(0)))

    def catch_up(self, *, to: Position | None = None) -> tuple[Recorded, ...]:
        """Fold up to a position, or to the head as it is now.

        Returns:
            The events that were new.
        """
        end = Position(self._log.head().position) if to is None else to
        new: list[Recorded] = []
        while self.read_to < end:
            page = typed(self._log.tail(after=self.read_to, limit=min(_PAGE, end - self.read_to)))
            for recorded in page:
                self._newest[recorded.stream] = (recorded.version, recorded.position)
                if self._only in (None, recorded.correlation):
                    self.state = evolve(self.state, recorded.event)
                elif isinstance(recorded.event, SkillLearned | SkillAbstracted | SkillImported):
                    self.state = msgspec.structs.replace(self.state, forgotten=(*self.state.forgotten, recorded.event.value))
            self.read_to = page[-1].position
            new += page
        return tuple(new)
