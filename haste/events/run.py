"""Facts about one run: one attempt at one competition, from its profile to its grade."""

from haste.events.event import Event
from haste.vocabulary.competition import Profile, Split
from haste.vocabulary.ids import BlobId, CompetitionId, Iteration, Position, RunId, SweepId, Time
from haste.vocabulary.judgement import ExecutionResult, Lift
from haste.vocabulary.brief import Call
from haste.vocabulary.scales import Reason, Role, Stage, Status, View
from haste.vocabulary.solution import Proposal, Resources, Step


class RunStarted(Event, frozen=True, kw_only=True, tag="run.started.v1"):
    """A worker may begin. The competition itself stands in SweepStarted."""

    run: RunId
    sweep: SweepId
    competition: CompetitionId
    round: int
    now: Time


class CompetitionProfiled(Event, frozen=True, kw_only=True, tag="run.competition_profiled.v1"):
    """The host looked at the data: no model, no training."""

    run: RunId
    profile: Profile
    description: BlobId  # text of description.md


class SplitFixed(Event, frozen=True, kw_only=True, tag="run.split_fixed.v1"):
    """Folds and view of this competition, decided before the first execution and never changed by measured time."""

    run: RunId
    split: Split
    view: View
    because: str  # which branch of the rule, in words
    read_to: Position
    rule: str
    now: Time


class StepChosen(Event, frozen=True, kw_only=True, tag="run.step_chosen.v1"):
    """The policy chose what to try next: one trial begins."""

    run: RunId
    iteration: Iteration
    step: Step
    read_to: Position
    rule: str
    now: Time


class BriefPrepared(Event, frozen=True, kw_only=True, tag="run.brief_prepared.v1"):
    """The specialist put a brief together and stored the request before it was asked."""

    run: RunId
    iteration: Iteration
    role: Role
    request: BlobId
    context_tokens: int  # estimated by UTF-8 bytes / 3, rounded up
    skills: tuple[str, ...] = ()  # ids loaded


class ReplyReceived(Event, frozen=True, kw_only=True, tag="run.reply_received.v1"):
    """The language model answered, and its answer is stored before it is used."""

    run: RunId
    iteration: Iteration
    reply: BlobId  # the whole Reply, msgpack
    author: str
    calls: tuple[Call, ...]


class ProposalMade(Event, frozen=True, kw_only=True, tag="run.proposal_made.v1"):
    """A reply became a proposal: a solution that can be executed."""

    run: RunId
    iteration: Iteration
    proposal: Proposal


class ExecutionStarted(Event, frozen=True, kw_only=True, tag="run.execution_started.v1"):
    """One sandboxed process was asked for."""

    run: RunId
    iteration: Iteration
    stage: Stage
    fold: int  # from 0; 0 for the full fit
    attempt: int  # from 1; a lost node or a killed supervisor opens the next
    solution: BlobId
    resources: Resources
    seed: int
    now: Time


class ExecutionFinished(Event, frozen=True, kw_only=True, tag="run.execution_finished.v1"):
    """The process ended and the host judged what it wrote. Counts once, whichever attempt brought it."""

    run: RunId
    iteration: Iteration
    stage: Stage
    fold: int
    attempt: int
    result: ExecutionResult


class ProposalAccepted(Event, frozen=True, kw_only=True, tag="run.proposal_accepted.v1"):
    """The trial moved its branch: a draft that was screened in, or a refinement with a lift the rule believes."""

    run: RunId
    iteration: Iteration
    lift: Lift | None  # None for a draft, which has no parent
    read_to: Position
    rule: str
    now: Time


class ProposalRejected(Event, frozen=True, kw_only=True, tag="run.proposal_rejected.v1"):
    """The trial changed nothing, and why."""

    run: RunId
    iteration: Iteration
    reason: Reason
    lift: Lift | None
    read_to: Position
    rule: str
    now: Time


class FinalistRevalidated(Event, frozen=True, kw_only=True, tag="run.finalist_revalidated.v1"):
    """A finalist was judged again on a split that no decision of this run had seen."""

    run: RunId
    iteration: Iteration
    split: Split
    scores: tuple[float, ...]  # by fold, metric's unit; empty where an execution failed
    score: float | None  # their mean


class SubmissionChosen(Event, frozen=True, kw_only=True, tag="run.submission_chosen.v1"):
    """The finalist whose full fit is submitted."""

    run: RunId
    iteration: Iteration
    solution: BlobId
    submission: BlobId
    validation: float | None  # revalidated score, metric's unit; None where there was no budget for it
    read_to: Position
    rule: str
    now: Time


class RunFinished(Event, frozen=True, kw_only=True, tag="run.finished.v1"):
    """The run is over: nothing of it is left to do but grading."""

    run: RunId
    status: Status
    reason: Reason | None
    message: str
    now: Time


class RunGraded(Event, frozen=True, kw_only=True, tag="run.graded.v1"):
    """The submission met the private answers, once, after the end. Never an input to any decision."""

    run: RunId
    score: float | None  # metric's unit; None where the competition has no answers
    reason: Reason | None  # why there is no score, where there are answers
    now: Time
