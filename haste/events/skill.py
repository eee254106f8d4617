"""Facts about one skill: where it came from, and what the gate and people said of it."""

from haste.events.event import Event
from haste.vocabulary.ids import BlobId, CompetitionId, Position, RunId, SkillId, StreamName, SweepId, Time, skill_stream
from haste.vocabulary.scales import SkillState, Tier, Verdict
from haste.vocabulary.skill import Consultation, Effect, Group, Judged, KnownCompetition, Skill, Use


class SkillEvent(Event, frozen=True, kw_only=True):
    """A fact about one skill."""

    skill: SkillId

    @property
    def stream(self) -> StreamName:
        """The skill's stream."""
        return skill_stream(self.skill)


class SkillLearned(SkillEvent, frozen=True, kw_only=True, tag="skill.learned.v1"):
    """A run ended, and this is one thing that it taught, or the solution that it submitted: a skill of the competition tier."""

    value: Skill
    run: RunId
    reply: BlobId  # the distillation, whole; a recipe stands in no reply, it is what the run's events and blobs hold
    read_to: Position
    rule: str
    now: Time


class SkillAbstracted(SkillEvent, frozen=True, kw_only=True, tag="skill.abstracted.v1"):
    """A group passed the gate: a new skill one tier above its sources, which stay."""

    value: Skill
    group: Group
    to: Tier
    verdict: Verdict
    state: SkillState  # probation or proven
    effect: Effect
    sources: tuple[SkillId, ...]
    supporting: tuple[CompetitionId, ...]  # where the effect is significant
    sweep: SweepId  # between whose rounds it was decided
    request: BlobId  # what the language model was asked for the words
    reply: BlobId  # and what it answered, whole
    settled: Consultation | None = None  # of a conditioned skill that settles a conflict: how its condition was found
    read_to: Position
    rule: str
    now: Time


class SkillProven(SkillEvent, frozen=True, kw_only=True, tag="skill.proven.v1"):
    """A skill has the evidence now: one on probation, or a recipe."""

    because: str = ""
    effect: Effect | None  # None of a recipe: it is proven by uses
    read_to: Position
    rule: str
    now: Time


class SkillMerged(SkillEvent, frozen=True, kw_only=True, tag="skill.merged.v1"):
    """The skill says what another one says, in the same scope: it is retired, and the other one goes on."""

    into: SkillId
    because: str
    sweep: SweepId  # between whose rounds it was decided
    read_to: Position
    rule: str
    now: Time


class SkillConflicted(SkillEvent, frozen=True, kw_only=True, tag="skill.conflicted.v1"):
    """The group of the skill helps here and harms there.

    Two conditioned skills take its place; or nothing settles it, and it is on probation from now on.
    """

    because: str
    effect: Effect
    supporting: tuple[CompetitionId, ...]
    contradicting: tuple[CompetitionId, ...]
    settled_by: tuple[SkillId, ...]  # the conditioned skills made in the same append; none where no condition separates
    asked: Consultation | None  # how a condition was looked for; None where there are too few competitions to look
    sweep: SweepId
    read_to: Position
    rule: str
    now: Time


class SkillImported(SkillEvent, frozen=True, kw_only=True, tag="skill.imported.v1"):
    """A sweep began with a skill of another log, as it stood there, with the evidence that its group has there."""

    value: Skill
    state: SkillState
    effect: Effect | None
    learned_from: tuple[CompetitionId, ...]
    pinned: bool
    conflicted: bool = False
    merged_into: SkillId | None = None
    curated: SkillState | None = None  # the state that a person gave it, where no rule has changed it since
    uses: tuple[Use, ...] = ()  # of drafts that were made after it
    evidence: tuple[Judged, ...]
    competitions: tuple[KnownCompetition, ...]  # that the evidence comes from
    log: str  # where it comes from, as its owner named it
    head: bytes  # hash of that log's head when it was read, 32 bytes
    read_to: Position  # position of that head, in that log
    sweep: SweepId
    now: Time


class SkillRetired(SkillEvent, frozen=True, kw_only=True, tag="skill.retired.v1"):
    """The skill is not loaded any more."""

    because: str
    by: str  # a person's name, or the rule's
    effect: Effect | None
    read_to: Position
    rule: str
    now: Time


class SkillRestored(SkillEvent, frozen=True, kw_only=True, tag="skill.restored.v1"):
    """A person brought a retired skill back."""

    state: SkillState
    because: str
    by: str
    now: Time


class SkillPinned(SkillEvent, frozen=True, kw_only=True, tag="skill.pinned.v1"):
    """A person decided that no rule may retire this skill."""

    because: str
    by: str
    now: Time
