"""What a language model is asked, and what comes back: contents, never names of blobs."""

from typing import TypeAlias, TypeVar

import msgspec

from haste.vocabulary.competition import Competition, Profile
from haste.vocabulary.ids import CompetitionId, Iteration, SkillId
from haste.vocabulary.judgement import Credit, Evaluation, Lift
from haste.vocabulary.scales import Operator, Reason, Role, Sign, SkillState, Status, Tier
from haste.vocabulary.skill import Condition, Conditions, Effect, Group, Skill
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
    phase: int = 1  # in which it was made, from 1


class LoadedSkill(msgspec.Struct, frozen=True, kw_only=True):
    """A skill as a brief shows it: what it says, how sure it is, and its effect in each competition that judged it."""

    skill: Skill
    state: SkillState
    effect: Effect | None = None
    effects: tuple[tuple[CompetitionId, float, float], ...] = ()  # competition, mean effect there, its standard error


class TrackRecord(msgspec.Struct, frozen=True, kw_only=True):
    """How one technique fared wherever it was judged, believed or not: figures alone, which no gate has passed and nobody has worded."""

    technique: str
    effects: tuple[tuple[CompetitionId, float, float], ...]  # competition, mean effect there, its standard error


class Remembered(msgspec.Struct, frozen=True, kw_only=True):
    """What a run may see of what the log remembers."""

    skills: tuple[LoadedSkill, ...] = ()  # best first
    records: tuple[TrackRecord, ...] = ()  # by technique, one each


class Idea(msgspec.Struct, frozen=True, kw_only=True):
    """One suggestion of a plan: one atomic change, unambiguous, no ensembling inside it."""

    technique: str | None = None  # slug, where a known technique says it
    text: str


class Heading(msgspec.Struct, frozen=True, kw_only=True):
    """One direction of a plan."""

    title: str
    ideas: tuple[Idea, ...]  # in the order in which they should be tried


class Plan(msgspec.Struct, frozen=True, kw_only=True, tag="plan"):
    """The reply to plan: a few directions, and what to try in each."""

    headings: tuple[Heading, ...]


class Summary(msgspec.Struct, frozen=True, kw_only=True, tag="summary"):
    """The reply to summarise: what one phase came to. Later briefs see it in place of the phase's attempts."""

    adopted: tuple[str, ...] = ()  # slugs of causes that were accepted
    dead_ends: tuple[str, ...] = ()  # slugs of causes that were not
    text: str


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """What is left to spend on one reply, all its calls together. None is no limit."""

    usd: float | None = None
    tokens: int | None = None


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """The call before this one in the same conversation, as the author had it."""

    request: bytes  # Request.body
    reply: bytes  # Reply.raw


class Brief(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that an author may use for one reply. Equal briefs get equal offline replies."""

    role: Role
    iteration: Iteration = Iteration(0)  # the trial that the reply is for; 0 where it is for none
    escalated: bool = False
    competition: Competition
    description: str  # the competition's description.md: data, never instructions
    sample: str = ""  # the first rows of train.csv, where the user lets them leave
    profile: Profile
    incumbent: Incumbent | None = None
    other: Incumbent | None = None  # to merge: the best of the other line
    history: tuple[Attempt, ...] = ()
    phase: int = 1  # the active one, from 1
    earlier: Exchange | None = None  # the last call of the active phase: an author that converses goes on from it
    summaries: tuple[Summary, ...] = ()  # of the finished phases, in order
    plan: Plan | None = None  # of the active phase, where its policy makes one
    ideas: tuple[int, int] | None = None  # to plan: headings wanted, and ideas in each
    skills: tuple[LoadedSkill, ...] = ()  # as the arm and the scope let through, best first
    records: tuple[TrackRecord, ...] = ()  # of techniques, as the same let through
    guidance: str  # what a specialist of the domain knows
    techniques: tuple[str, ...]  # known technique slugs of the domain
    limits: Resources  # what a solution may ask for at most
    trials_left: int | None = None  # of the run, after this one
    time_left_s: float | None = None  # until the run's deadline; None where it has none
    allowance: Allowance = Allowance()  # what the reply may cost
    seed: int  # derived; the only source of the author's chance; one for all drafts of a run, so that arms draw the same ones
    solution_seed: int  # that the run executes solutions with: a file run alone answers as it did there, and a pair differs by its change alone


class GroupBrief(msgspec.Struct, frozen=True, kw_only=True):
    """What an author gets to word a skill of the next tier: the gate has decided, and its figures stand here."""

    role: Role = Role.ABSTRACT
    group: Group
    to: Tier
    sign: Sign
    effect: Effect
    conditions: Conditions = ()  # under which it was judged, and will be loaded
    sources: tuple[Skill, ...]
    supporting: tuple[dict[str, float], ...]  # numbers of the profiles where the effect is significant
    others: tuple[dict[str, float], ...]  # and of those where it is not
    guidance: str
    allowance: Allowance = Allowance()


class ConflictBrief(msgspec.Struct, frozen=True, kw_only=True):
    """What an author gets to settle a conflict: numbers of the profiles where a technique helped and where it harmed."""

    role: Role = Role.RECONCILE
    group: Group
    helped: tuple[dict[str, float], ...]
    harmed: tuple[dict[str, float], ...]
    undecided: tuple[dict[str, float], ...]  # judged, and significant in neither way
    guidance: str
    allowance: Allowance = Allowance()


Asked: TypeAlias = Brief | GroupBrief | ConflictBrief


def brief_kind(role: Role) -> type[Asked]:
    """The kind of brief that asks for a role."""
    match role:
        case Role.ABSTRACT:
            return GroupBrief
        case Role.RECONCILE:
            return ConflictBrief
        case _:
            return Brief


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A brief in the form that one language model takes it: canonical bytes, equal for equal briefs."""

    role: Role
    body: bytes


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens of one call. What was sent is `input`, `written`, `written_1h` and `cached` together."""

    input: int = 0  # read in full, and kept in no cache
    written: int = 0  # read in full and put into a cache for five minutes
    written_1h: int = 0  # the same, for an hour
    cached: int = 0  # read from a cache
    output: int = 0  # thinking included
    estimated: bool = False  # True where nobody was billed and the figures come from byte counts

    @property
    def total(self) -> int:
        """All tokens, sent and received."""
        return self.input + self.written + self.written_1h + self.cached + self.output


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt at an answer, failed ones too."""

    status: Status
    reason: Reason | None = None
    message: str = ""  # what went wrong, for a person
    usage: Usage = Usage()
    usd: float = 0.0  # by the prices of the day
    model: str = ""  # that answered, where one is served
    id: str = ""  # of the request, as its server names it


class Suggestion(msgspec.Struct, frozen=True, kw_only=True, tag="suggestion"):
    """The reply to draft, improve, debug and merge."""

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
    tier: str = Tier.COMPETITION  # what the author proposes: recorded, and never read by the gate; another word than a tier costs the learning


class Learnings(msgspec.Struct, frozen=True, kw_only=True, tag="learnings"):
    """The reply to distil."""

    learnings: tuple[Learning, ...]


class Wording(msgspec.Struct, frozen=True, kw_only=True, tag="wording"):
    """The reply to abstract: the words of a skill that the gate has let pass."""

    title: str
    when: str
    when_not: str
    instructions: str


class Separation(msgspec.Struct, frozen=True, kw_only=True, tag="separation"):
    """The reply to reconcile: where the condition holds the technique helps, elsewhere it harms."""

    condition: Condition
    text: str


Answer: TypeAlias = Plan | Suggestion | Summary | Learnings | Wording | Separation
Kind = TypeVar("Kind", bound=Answer)


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What a language model answered."""

    value: Answer | None  # of the kind that the role asks for; None: it has nothing (left) to say, or no call succeeded
    raw: bytes
    calls: tuple[Call, ...]
    author: str

    def of(self, kind: type[Kind]) -> Kind | None:
        """The answer, where it is of this kind."""
        return self.value if isinstance(self.value, kind) else None
