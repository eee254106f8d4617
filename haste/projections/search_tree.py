"""What one run has tried and how it went: its trials, their executions and verdicts, and the incumbent of each branch."""

from collections.abc import Iterable
from statistics import fmean

import msgspec

from haste.events.event import Event
from haste.events.run import (
    BriefPrepared,
    CompetitionProfiled,
    EnsembleJudged,
    ExecutionFinished,
    ExecutionStarted,
    FinalistRevalidated,
    LearningsDistilled,
    PhaseFinished,
    PhaseStarted,
    ProposalAccepted,
    ProposalMade,
    ProposalRejected,
    ReplyReceived,
    RunFinished,
    RunStarted,
    SplitFixed,
    StepChosen,
    SubmissionChosen,
    TrialReused,
)
from haste.vocabulary.ids import BlobId, Iteration, SkillId, Time
from haste.vocabulary.judgement import Credit, Evaluation, ExecutionResult, Lift
from haste.vocabulary.scales import Direction, Reason, Stage, Status
from haste.vocabulary.solution import Proposal, Step

Place = tuple[Stage, int]  # stage and fold: which execution of a trial


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """The judgement of one solution, as far as it has come."""

    iteration: Iteration
    step: Step
    phase: int = 1  # in which it was chosen
    chosen: Time = Time(0)  # when
    request: BlobId | None = None
    skills: tuple[SkillId, ...] = ()  # that its brief showed
    reply: BlobId | None = None
    declined: bool = False  # the author answered, and had nothing to propose
    silence: Reason | None = None  # why it had nothing, where its last call brought no answer
    proposal: Proposal | None = None
    attempts: dict[Place, int] = {}  # executions started, by place: the number of the last attempt
    results: dict[Place, ExecutionResult] = {}
    accepted: bool | None = None  # None while it is not judged
    reason: Reason | None = None  # why it was rejected
    lift: Lift | None = None
    credit: Credit | None = None

    @property
    def branch(self) -> Iteration:
        """The draft that its line of refinements goes back to."""
        return self.iteration if self.step.branch is None else self.step.branch

    @property
    def counts(self) -> bool:
        """Whether it spends a trial of the budget: an author with nothing to say spends none, nor one that could not be paid."""
        return self.reason not in (Reason.EXHAUSTED, Reason.BUDGET_SPENT)

    @property
    def failure(self) -> ExecutionResult | None:
        """The first execution on folds that did not succeed."""
        folds = (result for (stage, _), result in sorted(self.results.items()) if stage is Stage.FOLD)
        return next((result for result in folds if result.status is not Status.SUCCEEDED), None)

    @property
    def sound(self) -> bool:
        """Whether it was accepted and no execution on folds has failed, then or later."""
        return self.accepted is True and self.failure is None

    @property
    def fold_s(self) -> float:
        """Mean wall clock of its executions on folds, in seconds; 0 before the first."""
        seconds = [result.wall_s for (stage, _), result in self.results.items() if stage is Stage.FOLD]
        return fmean(seconds) if seconds else 0.0

    def scores(self, folds: int) -> tuple[float, ...]:
        """Scores from the first fold on, up to the first that is missing. Metric's unit."""
        scores: list[float] = []
        for fold in range(folds):
            result = self.results.get((Stage.FOLD, fold))
            if result is None or result.score is None:
                break
            scores.append(result.score)
        return tuple(scores)

    def evaluation(self, folds: int) -> Evaluation | None:
        """Scores so far with their mean; None before the first."""
        scores = self.scores(folds)
        return Evaluation(scores=scores, mean=fmean(scores)) if scores else None


class Phase(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of trials, active until it is finished."""

    number: int  # from 1
    started: PhaseStarted
    finished: PhaseFinished | None = None


class SearchTree(msgspec.Struct, frozen=True, kw_only=True):
    """State of one run, empty before its RunStarted."""

    started: RunStarted | None = None
    profiled: CompetitionProfiled | None = None
    split: SplitFixed | None = None
    phases: tuple[Phase, ...] = ()
    trials: tuple[Trial, ...] = ()
    ensemble: EnsembleJudged | None = None
    revalidated: tuple[FinalistRevalidated, ...] = ()
    submitted: SubmissionChosen | None = None
    distilled: LearningsDistilled | None = None
    finished: RunFinished | None = None

    def trial(self, iteration: Iteration) -> Trial:
        """The trial of that number."""
        return self.trials[iteration - 1]

    def fresh(self, iteration: Iteration) -> float | None:
        """What one solution alone scored on the fresh split, metric's unit; None where it was not judged there."""
        return next((event.score for event in self.revalidated if event.iteration == iteration and not event.members), None)

    @property
    def active(self) -> Phase | None:
        """The phase that has begun and is not finished; there is never more than one."""
        return self.phases[-1] if self.phases and self.phases[-1].finished is None else None

    @property
    def phase(self) -> int:
        """Number of the active phase, or of the next one."""
        return self.active.number if self.active else len(self.phases) + 1

    def within(self, phase: int) -> tuple[Trial, ...]:
        """The trials of one phase."""
        return tuple(trial for trial in self.trials if trial.phase == phase)

    @property
    def last_failure(self) -> ExecutionResult | None:
        """The failed execution of the newest trial that has one. A full fit comes first: but for its failure there would be a submission."""
        places = [(stage, result) for trial in reversed(self.trials) for (stage, _), result in trial.results.items()]
        failures = [(stage, result) for stage, result in places if result.status is not Status.SUCCEEDED]
        return next((result for _, result in sorted(failures, key=lambda failure: failure[0] is not Stage.FULL)), None)

    def whole(self, direction: Direction) -> tuple[Trial, ...]:
        """The trials with a score on every fold, the rejected among them, best mean first."""
        folds = self.split.split.folds if self.split else 0
        found = [trial for trial in self.trials if trial.failure is None and folds and len(trial.scores(folds)) == folds]
        return tuple(sorted(found, key=lambda trial: (-direction.sign * fmean(trial.scores(folds)), trial.iteration)))

    @property
    def open_trial(self) -> Trial | None:
        """The trial that has begun and is not judged yet; there is never more than one."""
        return self.trials[-1] if self.trials and self.trials[-1].accepted is None else None

    def line(self, branch: Iteration) -> tuple[Trial, ...]:
        """All trials of one branch, its draft first."""
        return tuple(trial for trial in self.trials if trial.branch == branch)

    def incumbent(self, branch: Iteration) -> Trial | None:
        """The last sound trial of a branch: what its next refinement starts from."""
        return last(trial for trial in self.line(branch) if trial.sound)

    def screened(self, branch: Iteration) -> Trial | None:
        """The first sound trial of a branch: the one that its screening judged."""
        return next((trial for trial in self.line(branch) if trial.sound), None)

    def differences(self, trial: Trial, direction: Direction) -> tuple[float, ...]:
        """Score of a trial minus score of the one to beat, by fold from the first, higher is better. Metric's unit."""
        if trial.step.against is None or self.split is None:
            return ()
        folds = self.split.split.folds
        pairs = zip(trial.scores(folds), self.trial(trial.step.against).scores(folds), strict=False)
        return tuple(direction.sign * (child - parent) for child, parent in pairs)

    def ranked(self, direction: Direction) -> tuple[Iteration, ...]:
        """Branches by the score that their screening saw, best first; those without a sound trial are left out."""
        screened = {trial.branch: self.screened(trial.branch) for trial in self.trials}
        scores = {branch: trial.scores(1)[0] for branch, trial in screened.items() if trial and trial.scores(1)}
        return tuple(sorted(scores, key=lambda branch: (-direction.sign * scores[branch], branch)))


def last(trials: Iterable[Trial]) -> Trial | None:
    """The last of some trials, or None."""
    return next(iter(reversed(tuple(trials))), None)


def refinements(trials: Iterable[Trial]) -> tuple[Trial, ...]:
    """The judged trials that had something to beat: drafts, and repairs of drafts, are not among them."""
    return tuple(trial for trial in trials if trial.accepted is not None and trial.counts and trial.step.against is not None)


def evolve(tree: SearchTree, event: Event) -> SearchTree:
    """Apply one event of the run's stream. Events of other kinds leave the tree as it is."""
    change = msgspec.structs.replace
    match event:
        case RunStarted():
            return change(tree, started=event)
        case CompetitionProfiled():
            return change(tree, profiled=event)
        case SplitFixed():
            return change(tree, split=event)
        case StepChosen():
            return change(tree, trials=(*tree.trials, Trial(iteration=event.iteration, step=event.step, phase=tree.phase, chosen=event.now)))
        case PhaseStarted():
            return change(tree, phases=(*tree.phases, Phase(number=event.phase, started=event)))
        case PhaseFinished():
            return change(tree, phases=tuple(change(one, finished=event) if one.number == event.phase else one for one in tree.phases))
        case EnsembleJudged():
            return change(tree, ensemble=event)
        case FinalistRevalidated():
            return change(tree, revalidated=(*tree.revalidated, event))
        case SubmissionChosen():
            return change(tree, submitted=event)
        case LearningsDistilled():
            return change(tree, distilled=event)
        case RunFinished():
            return change(tree, finished=event)
        case _:
            return _evolve_trial(tree, event)


def _evolve_trial(tree: SearchTree, event: Event) -> SearchTree:
    match event:
        case BriefPrepared():
            return _with(tree, event.iteration, request=event.request, skills=event.skills)
        case ReplyReceived():
            return _with(tree, event.iteration, reply=event.reply, declined=not event.suggests, silence=_silence(event))
        case ProposalMade():
            return _with(tree, event.iteration, proposal=event.proposal)
        case ExecutionStarted() if event.iteration <= len(tree.trials):
            attempts = tree.trial(event.iteration).attempts | {(event.stage, event.fold): event.attempt}
            return _with(tree, event.iteration, attempts=attempts)
        case ExecutionFinished() | TrialReused() if event.iteration <= len(tree.trials):
            results = tree.trial(event.iteration).results
            place = (event.stage, event.fold)
            return tree if place in results else _with(tree, event.iteration, results=results | {place: event.result})
        case ProposalAccepted():
            return _with(tree, event.iteration, accepted=True, lift=event.lift, credit=event.credit)
        case ProposalRejected():
            return _with(tree, event.iteration, accepted=False, reason=event.reason, lift=event.lift, credit=event.credit)
        case _:
            return tree


def _silence(event: ReplyReceived) -> Reason | None:
    return event.calls[-1].reason if event.calls and not event.suggests else None


def _with(tree: SearchTree, iteration: Iteration, **changes: object) -> SearchTree:
    trials = tuple(msgspec.structs.replace(trial, **changes) if trial.iteration == iteration else trial for trial in tree.trials)
    return msgspec.structs.replace(tree, trials=trials)
