"""Facts about one run: one attempt at one competition, from its profile to its grade."""

from haste.events.event import Event
from haste.vocabulary.brief import Call, Plan, Summary
from haste.vocabulary.competition import Profile, Split
from haste.vocabulary.ids import BlobId, CompetitionId, Iteration, Position, RunId, SkillId, StreamName, SweepId, Time, run_stream
from haste.vocabulary.judgement import Credit, ExecutionResult, Lift, Member
from haste.vocabulary.scales import Blend, Medal, Reason, Role, Stage, Status, View
from haste.vocabulary.solution import Proposal, Resources, Step


class RunEvent(Event, frozen=True, kw_only=True):
    """A fact about one run."""

    run: RunId

    @property
    def stream(self) -> StreamName:
        """The run's stream."""
        return run_stream(self.run)


class RunStarted(RunEvent, frozen=True, kw_only=True, tag="run.started.v1"):
    """A worker may begin. The competition itself stands in SweepStarted."""

    sweep: SweepId
    competition: CompetitionId
    round: int
    now: Time


class CompetitionProfiled(RunEvent, frozen=True, kw_only=True, tag="run.competition_profiled.v1"):
    """The host looked at the data: no model, no training."""

    profile: Profile
    description: BlobId  # text of description.md
    sample: BlobId | None = None  # the first rows of train.csv, where the user lets authors see them
    dummy_score: float | None = None  # of the best constant answers on the training rows, metric's unit: the zero of effects


class SplitFixed(RunEvent, frozen=True, kw_only=True, tag="run.split_fixed.v1"):
    """Folds and view of this competition, decided before the first execution and never changed by measured time."""

    split: Split
    view: View
    because: str  # which branch of the rule, in words
    read_to: Position
    rule: str
    now: Time


class PhaseStarted(RunEvent, frozen=True, kw_only=True, tag="run.phase_started.v1"):
    """The policy opened a phase: a stretch of trials that later briefs see as one summary."""

    phase: int  # from 1
    plan: Plan | None  # where the policy asks for one and the author had one
    request: BlobId | None  # what was asked for the plan, where it was
    reply: BlobId | None
    author: str
    calls: tuple[Call, ...]
    read_to: Position
    rule: str
    now: Time


class PhaseFinished(RunEvent, frozen=True, kw_only=True, tag="run.phase_finished.v1"):
    """The policy closed a phase. Briefs after it show the summary in place of the phase's attempts."""

    phase: int
    summary: Summary | None  # None where no call for one succeeded
    request: BlobId
    reply: BlobId
    author: str
    calls: tuple[Call, ...]
    read_to: Position
    rule: str
    now: Time


class StepChosen(RunEvent, frozen=True, kw_only=True, tag="run.step_chosen.v1"):
    """The policy chose what to try next: one trial begins."""

    iteration: Iteration
    step: Step
    read_to: Position
    rule: str
    now: Time


class BriefPrepared(RunEvent, frozen=True, kw_only=True, tag="run.brief_prepared.v1"):
    """The specialist put a brief together and stored the request before it was asked."""

    iteration: Iteration
    role: Role
    request: BlobId
    context_tokens: int  # estimated by UTF-8 bytes / 3, rounded up
    skills: tuple[SkillId, ...] = ()  # ids loaded


class ReplyReceived(RunEvent, frozen=True, kw_only=True, tag="run.reply_received.v1"):
    """The language model answered, and its answer is stored before it is used."""

    iteration: Iteration
    reply: BlobId  # the whole Reply, msgpack
    author: str
    suggests: bool  # False: the author has nothing (left) to suggest, or no call succeeded
    calls: tuple[Call, ...]


class ProposalMade(RunEvent, frozen=True, kw_only=True, tag="run.proposal_made.v1"):
    """A reply became a proposal: a solution that can be executed."""

    iteration: Iteration
    proposal: Proposal


class ExecutionStarted(RunEvent, frozen=True, kw_only=True, tag="run.execution_started.v1"):
    """One sandboxed process was asked for."""

    iteration: Iteration
    stage: Stage
    fold: int  # from 0; 0 for the full fit
    attempt: int  # from 1; a lost node or a killed supervisor opens the next
    solution: BlobId
    resources: Resources
    seed: int
    now: Time


class ExecutionFinished(RunEvent, frozen=True, kw_only=True, tag="run.execution_finished.v1"):
    """The process ended and the host judged what it wrote. Counts once, whichever attempt brought it."""

    iteration: Iteration
    stage: Stage
    fold: int
    attempt: int
    result: ExecutionResult


class TrialReused(RunEvent, frozen=True, kw_only=True, tag="run.trial_reused.v1"):
    """An execution of this very solution on this view, with this seed and environment, had ended before in this home: its result counts here too."""

    iteration: Iteration
    stage: Stage
    fold: int
    key: str  # of solution, view, seed and environment, 64 hex digits
    source: RunId  # where it ran
    source_iteration: Iteration
    result: ExecutionResult  # as it was there; it cost nothing here
    now: Time


class ProposalAccepted(RunEvent, frozen=True, kw_only=True, tag="run.proposal_accepted.v1"):
    """The trial moved its branch: a draft that was screened in, or a refinement with a lift the rule believes."""

    iteration: Iteration
    lift: Lift | None  # None for a draft, which has no parent
    credit: Credit | None = None  # what it says about its cause; None where it has none
    read_to: Position
    rule: str
    now: Time


class ProposalRejected(RunEvent, frozen=True, kw_only=True, tag="run.proposal_rejected.v1"):
    """The trial changed nothing, and why."""

    iteration: Iteration
    reason: Reason
    lift: Lift | None
    credit: Credit | None = None
    read_to: Position
    rule: str
    now: Time


class EnsembleJudged(RunEvent, frozen=True, kw_only=True, tag="run.ensemble_judged.v1"):
    """Solutions of the search were blended, and the blend was compared with the best accepted one alone."""

    members: tuple[Member, ...]  # all that were looked at, the best accepted one first; weights fitted on all folds
    blend: Blend
    scores: tuple[float, ...]  # by fold, metric's unit, each with weights fitted on the other folds; equal weights on one hold-out
    lift: Lift | None  # over the first member alone; None where a blend has no score
    accepted: bool  # whether it is a finalist
    reason: Reason | None  # why not
    read_to: Position
    rule: str
    now: Time


class FinalistRevalidated(RunEvent, frozen=True, kw_only=True, tag="run.finalist_revalidated.v1"):
    """A finalist was judged again on a split that no decision of this run had seen."""

    iteration: Iteration
    split: Split
    scores: tuple[float, ...]  # by fold, metric's unit; empty where an execution failed
    score: float | None  # their mean
    members: tuple[Member, ...] = ()  # of an ensemble, the trial above first among them; empty for one solution


class SubmissionChosen(RunEvent, frozen=True, kw_only=True, tag="run.submission_chosen.v1"):
    """The finalist whose full fit is submitted."""

    iteration: Iteration  # of an ensemble, its best member
    solution: BlobId
    submission: BlobId
    members: tuple[Member, ...] = ()  # whose full fits were blended; empty for one solution
    alone: BlobId | None = None  # what would have been submitted without the ensemble, of its members; None for one solution
    validation: float | None  # revalidated score, metric's unit; None where there was no budget for it
    read_to: Position
    rule: str
    now: Time


class LearningsDistilled(RunEvent, frozen=True, kw_only=True, tag="run.learnings_distilled.v1"):
    """The specialist asked what the run taught. Each learning that is new became a skill in the same append."""

    request: BlobId
    reply: BlobId
    author: str
    calls: tuple[Call, ...]
    skills: tuple[SkillId, ...]
    dropped: tuple[str, ...] = ()  # learnings that could not be kept, each with its reason
    read_to: Position
    rule: str
    now: Time


class RunFinished(RunEvent, frozen=True, kw_only=True, tag="run.finished.v1"):
    """The run is over: nothing of it is left to do but grading."""

    status: Status
    reason: Reason | None
    message: str
    now: Time


class RunGraded(RunEvent, frozen=True, kw_only=True, tag="run.graded.v1"):
    """The submission met the private answers, once, after the end. Never an input to any decision."""

    score: float | None  # metric's unit; None where the competition has no answers
    reason: Reason | None  # why there is no score, where there are answers
    message: str = ""  # the same in words: expected, found, where
    percentile: float | None = None  # share of the leaderboard's teams that are not ahead, in [0, 1]; None without a leaderboard
    above_median: bool | None = None  # strictly better than the median team
    medal: Medal | None = None
    alone: float | None = None  # what would have been scored without the ensemble, metric's unit; None for one solution
    now: Time
