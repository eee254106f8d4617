"""How drafts that were made after a skill went: what the evidence of a recipe is made of."""

import msgspec

from haste.events.event import Event
from haste.events.run import ProposalMade, RunFinished, RunStarted, SubmissionChosen
from haste.events.skill import SkillImported
from haste.vocabulary.ids import CompetitionId, Iteration, RunId, SkillId
from haste.vocabulary.scales import Operator
from haste.vocabulary.skill import Use


class OpenRun(msgspec.Struct, frozen=True, kw_only=True):
    """A run that is not over, as far as the uses in it need to know it."""

    competition: CompetitionId
    drafts: dict[Iteration, tuple[SkillId, ...]] = {}  # drafts that cite skills
    branches: dict[Iteration, Iteration] = {}  # of each refinement, the draft that it goes back to
    submitted: Iteration | None = None


class Uses(msgspec.Struct, frozen=True, kw_only=True):
    """All uses of skills in drafts, and the runs whose uses are not decided yet."""

    closed: tuple[Use, ...] = ()
    runs: dict[RunId, OpenRun] = {}

    def of(self, skill: SkillId) -> tuple[Use, ...]:
        """Uses of one skill in runs that are over, in the order in which the runs ended."""
        return tuple(use for use in self.closed if use.skill == skill)


def evolve(uses: Uses, event: Event) -> Uses:
    """Apply one event of any stream. Events of other kinds leave the uses as they are."""
    change = msgspec.structs.replace
    match event:
        case RunStarted():
            return change(uses, runs=uses.runs | {event.run: OpenRun(competition=event.competition)})
        case ProposalMade() if event.run in uses.runs:
            return change(uses, runs=uses.runs | {event.run: _proposed(uses.runs[event.run], event)})
        case SubmissionChosen() if event.run in uses.runs:
            return change(uses, runs=uses.runs | {event.run: change(uses.runs[event.run], submitted=event.iteration)})
        case RunFinished() if event.run in uses.runs:
            runs = {run: other for run, other in uses.runs.items() if run != event.run}
            return change(uses, runs=runs, closed=(*uses.closed, *_closed(event.run, uses.runs[event.run])))
        case SkillImported():
            known = {(use.skill, use.run, use.iteration) for use in uses.closed}
            new = tuple(use for use in event.uses if (use.skill, use.run, use.iteration) not in known)
            return change(uses, closed=(*uses.closed, *new))
        case _:
            return uses


def _proposed(run: OpenRun, event: ProposalMade) -> OpenRun:
    proposal = event.proposal
    if proposal.step.operator is Operator.DRAFT:
        return msgspec.structs.replace(run, drafts=run.drafts | {event.iteration: proposal.skills}) if proposal.skills else run
    if proposal.step.branch is None:
        return run
    return msgspec.structs.replace(run, branches=run.branches | {event.iteration: proposal.step.branch})


def _closed(name: RunId, run: OpenRun) -> tuple[Use, ...]:
    won = None if run.submitted is None else run.branches.get(run.submitted, run.submitted)
    return tuple(
        Use(skill=skill, competition=run.competition, run=name, iteration=draft, gained=draft == won)
        for draft, skills in sorted(run.drafts.items())
        for skill in skills
    )
