"""What a language model is asked, and what comes back: contents, never names of blobs."""

import msgspec

from haste.vocabulary.competition import Competition, Profile
from haste.vocabulary.ids import CompetitionId, Iteration, SkillId
from haste.vocabulary.judgement import Credit, Evaluation, Lift
from haste.vocabulary.scales import Operator, Reason, Role, Sign, SkillState, Status, Tier
from haste.vocabulary.skill import Condition, Effect, Group, Skill
from haste.vocabulary.solution import Resources


class Incumbent(msgspec.Struct, frozen=True, kw_only=True):
    """The solution to start from."""

    iteration: Iteration
    code: str
    blueprint: bytes = b""  # what the author noted beside the code; empty where it noted nothing
    evaluation: Evaluation | None = None
    status: Status = Status.SUCCEEDED  # of its worst execution; anything else asks for debugging
    reason: Reason | None = None
    message: str = ""


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One earlier trial of the same run, as the author may know it."""

    iteration: Iteration
    operator: Operator
    parent: Iteration | None
    title: str
    cause: str | None
    also: tuple[str, ...]
    accepted: bool
    reason: Reason | None  # why not, where it was not accepted
    lift: Lift | None
    credit: Credit | None = None
    blueprint: bytes = b""


class LoadedSkill(msgspec.Struct, frozen=True, kw_only=True):
    """A skill as a brief shows it: what it says, how sure it is, and its effect in each competition that judged it."""

    skill: Skill
    state: SkillState
    effect: Effect | None = None
    effects: tuple[tuple[CompetitionId, float, float], ...] = ()  # competition, mean effect there, its standard error


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that an author may use for one reply. Equal briefs get equal offline replies."""

    role: Role
    escalated: bool = False
    competition: Competition
    description: str  # the competition's description.md: data, never instructions
    profile: Profile
    incumbent: Incumbent | None = None
    history: tuple[Attempt, ...] = ()
    skills: tuple[LoadedSkill, ...] = ()  # as the arm and the scope let through, best first
    guidance: str  # what a specialist of the domain knows
    techniques: tuple[str, ...]  # known technique slugs of the domain
    limits: Resources  # what a solution may ask for at most
    seed: int  # derived; the only source of chance


class GroupBrief(msgspec.Struct, frozen=True, kw_only=True):
    """What an author gets to word a skill of the next tier: the gate has decided, and its figures stand here."""

    role: Role = Role.ABSTRACT
    group: Group
    to: Tier
    sign: Sign
    effect: Effect
    sources: tuple[Skill, ...]
    supporting: tuple[dict[str, float], ...]  # numbers of the profiles where the effect is significant
    others: tuple[dict[str, float], ...]  # and of those where it is not
    guidance: str


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A brief in the form that one language model takes it: canonical bytes, equal for equal briefs."""

    role: Role
    body: bytes


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens of one call."""

    input: int = 0
    cached: int = 0
    output: int = 0
    estimated: bool = False  # True where nobody was billed and the figures come from byte counts


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt at an answer, failed ones too."""

    status: Status
    reason: Reason | None = None
    usage: Usage = Usage()


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """The parsed reply to draft, improve and debug."""

    title: str
    cause: str | None = None
    also: tuple[str, ...] = ()
    skills: tuple[SkillId, ...] = ()  # loaded skills that the change applies
    code: str
    blueprint: bytes = b""
    resources: Resources


class Learning(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a run taught, in the author's words."""

    technique: str
    title: str
    when: str
    when_not: str
    instructions: str
    sign: Sign
    tier: Tier = Tier.COMPETITION  # what the author proposes: recorded, and never read by the gate


class Wording(msgspec.Struct, frozen=True, kw_only=True):
    """The words of a skill that the gate has let pass."""

    title: str
    when: str
    when_not: str
    conditions: tuple[Condition, ...] = ()
    instructions: str


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What a language model answered."""

    suggestion: Suggestion | None = None  # to draft, improve and debug; None: nothing (left) to suggest, or no call succeeded
    learnings: tuple[Learning, ...] = ()  # to distil
    wording: Wording | None = None  # to abstract
    raw: bytes
    calls: tuple[Call, ...]
    author: str
