"""What the log remembers: the skills of all tiers, and the evidence that the gate judges."""

from collections.abc import Mapping

import msgspec

from haste.errors import CorruptLogError
from haste.events import rows
from haste.events.codec import Narrow
from haste.events.event import Event
from haste.events.run import (
    CompetitionProfiled,
    LearningsDistilled,
    PhaseFinished,
    PhaseStarted,
    ProposalAccepted,
    ProposalMade,
    ProposalRejected,
    ReplyReceived,
    RunFinished,
    RunStarted,
    SubmissionChosen,
)
from haste.events.skill import (
    SkillAbstracted,
    SkillConflicted,
    SkillImported,
    SkillLearned,
    SkillMerged,
    SkillPinned,
    SkillProven,
    SkillRestored,
    SkillRetired,
)
from haste.events.sweep import AuthorConsulted, BatchSubmitted, EvidenceImported, SweepResumed, SweepStarted, TechniqueReconciled
from haste.ports import EventLog
from haste.projections import evidence, purses, skill_tiers, uses
from haste.projections.evidence import Evidence
from haste.projections.paging import pairs
from haste.projections.purses import Purses
from haste.projections.skill_tiers import SkillTiers
from haste.projections.uses import Uses
from haste.vocabulary.ids import Position, RunId, StreamName, SweepId, Version
from haste.vocabulary.skill import Skill

READS: tuple[type[Event], ...] = (  # all that the memory depends on; a follower decodes no other kind
    SweepStarted,
    SweepResumed,
    EvidenceImported,
    BatchSubmitted,
    AuthorConsulted,
    TechniqueReconciled,
    RunStarted,
    CompetitionProfiled,
    PhaseStarted,
    PhaseFinished,
    ReplyReceived,
    ProposalMade,
    ProposalAccepted,
    ProposalRejected,
    SubmissionChosen,
    LearningsDistilled,
    RunFinished,
    SkillLearned,
    SkillAbstracted,
    SkillProven,
    SkillMerged,
    SkillConflicted,
    SkillImported,
    SkillRetired,
    SkillRestored,
    SkillPinned,
)
_PAGE = 2000
_read = Narrow(*READS)


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


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """All that a follower has, so that another one can go on from there."""

    state: Memory = Memory()
    read_to: Position = Position(0)
    newest: Mapping[StreamName, tuple[Version, Position]] = {}


class MemoryFollower:
    """Folds the whole log, all streams, and remembers up to where.

    Args:
        log: Where the events are.
        only: The sweep whose events count; those of all sweeps where None.
        start: What another follower of this log, with the same `only`, had; from the first event on where None.
    """

    def __init__(self, log: EventLog, *, only: SweepId | None = None, start: Kept | None = None) -> None:
        start = start or Kept()
        self.state = start.state
        self.read_to = start.read_to
        self._log = log
        self._only = only
        self._before = start.newest
        self._newest: dict[StreamName, tuple[Version, Position]] = {}  # of the streams that have grown since

    @property
    def kept(self) -> Kept:
        """All that this follower has now."""
        return Kept(state=self.state, read_to=self.read_to, newest={**self._before, **self._newest})

    def newest(self, stream: StreamName) -> tuple[Version, Position]:
        """Version and position of the newest event of a stream; zeros before the first."""
        return self._newest.get(stream) or self._before.get(stream, (Version(0), Position(0)))

    def catch_up(self, *, to: Position | None = None) -> None:
        """Fold up to a position, or to the head as it is now.

        Raises:
            CorruptLogError: The log ends before it.
        """
        end = Position(self._log.head().position) if to is None else to
        while self.read_to < end:
            page = pairs(self._log, after=self.read_to, limit=min(_PAGE, end - self.read_to))
            if not page:
                raise CorruptLogError(
                    expected=f"events up to position {end}",
                    found=f"none after {self.read_to}",
                    where="the log",
                    next_step="Run `haste log verify` to find what is lost; restore a copy.",
                )
            events = _read.decode(rows.packed([data for _, data in page]))
            envelopes = rows.envelopes(page, where="the log")
            for envelope, event in zip(envelopes, events, strict=True):
                if event is not None:
                    self.state = self._folded(event, envelope.correlation)
            self._newest.update({one.stream: (one.version, one.position) for one in envelopes})
            self.read_to = envelopes[-1].position

    def _folded(self, event: Event, correlation: str) -> Memory:
        if self._only in (None, correlation):
            return evolve(self.state, event)
        if isinstance(event, SkillLearned | SkillAbstracted | SkillImported):
            return msgspec.structs.replace(self.state, forgotten=(*self.state.forgotten, event.value))
        return self.state
