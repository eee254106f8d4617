"""What the whole log remembers: the skills of all tiers, and the evidence that the gate judges."""

import msgspec

from haste.events.codec import typed
from haste.events.event import Event
from haste.ports import EventLog
from haste.projections import evidence, skill_tiers
from haste.projections.evidence import Evidence
from haste.projections.skill_tiers import SkillTiers
from haste.vocabulary.ids import Position

_PAGE = 2000


class Memory(msgspec.Struct, frozen=True, kw_only=True):
    """Skills and evidence, empty before the first event."""

    evidence: Evidence = Evidence()
    tiers: SkillTiers = SkillTiers()


def evolve(memory: Memory, event: Event) -> Memory:
    """Apply one event of any stream."""
    return Memory(evidence=evidence.evolve(memory.evidence, event), tiers=skill_tiers.evolve(memory.tiers, event))


class MemoryFollower:
    """Folds the whole log, all streams, and remembers up to where."""

    def __init__(self, log: EventLog) -> None:
        """Start before the first event."""
        self.state = Memory()
        self.read_to = Position(0)
        self._log = log

    def catch_up(self, *, to: Position | None = None) -> Memory:
        """Fold up to a position, or to the head as it is now."""
        end = Position(self._log.head().position) if to is None else to
        while self.read_to < end:
            page = self._log.tail(after=self.read_to, limit=min(_PAGE, end - self.read_to))
            for recorded in typed(page):
                self.state = evolve(self.state, recorded.event)
            self.read_to = page[-1].position
        return self.state
