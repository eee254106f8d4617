"""Facts about one skill: where it came from, and what the gate and people said of it."""

from haste.events.event import Event
from haste.vocabulary.ids import BlobId, CompetitionId, Position, RunId, SkillId, StreamName, SweepId, Time, skill_stream
from haste.vocabulary.scales import SkillState, Tier, Verdict
from haste.vocabulary.skill import Effect, Group, Skill


class SkillEvent(Event, frozen=True, kw_only=True):
    """A fact about one skill."""

    skill: SkillId

    @property
    def stream(self) -> StreamName:
        """The skill's stream."""
        return skill_stream(self.skill)


class SkillLearned(SkillEvent, frozen=True, kw_only=True, tag="skill.learned.v1"):
    """A run ended, and this is one thing that it taught: a skill of the competition tier."""

    value: Skill
    run: RunId
    reply: BlobId  # the distillation, whole
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
    read_to: Position
    rule: str
    now: Time


class SkillProven(SkillEvent, frozen=True, kw_only=True, tag="skill.proven.v1"):
    """A skill on probation has the evidence now."""

    effect: Effect
    read_to: Position
    rule: str
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
