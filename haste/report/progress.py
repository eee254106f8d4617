"""What a person wants to hear while a sweep works: one line for an event that moved something."""

import msgspec

from haste.events.event import Event
from haste.events.run import (
    CompetitionProfiled,
    EnsembleJudged,
    ExecutionFinished,
    FinalistRevalidated,
    LearningsDistilled,
    PhaseFinished,
    PhaseStarted,
    ProposalAccepted,
    ProposalMade,
    ProposalRejected,
    RunFinished,
    RunGraded,
    RunStarted,
    SplitFixed,
    SubmissionChosen,
    TrialReused,
)
from haste.events.skill import SkillAbstracted, SkillConflicted, SkillMerged, SkillPinned, SkillProven, SkillRestored, SkillRetired
from haste.events.sweep import RoundStarted, SandboxProbed, SweepFinished, SweepResumed, SweepStarted, TechniqueReconciled
from haste.vocabulary.brief import Plan, Summary
from haste.vocabulary.judgement import Lift, told
from haste.vocabulary.skill import Effect


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence and what belongs to it."""

    text: str
    fields: dict[str, object] = {}
    warns: bool = False


def narrate(event: Event) -> Line | None:
    """The line for an event; None for those that only a debugger misses.

    Among them are the gate's refusals and the skills that a start takes over: there are too many of both.
    """
    return _of_sweep(event) or _of_run(event) or _of_end(event) or _of_phase(event) or _of_trial(event) or _of_skill(event)


def _of_sweep(event: Event) -> Line | None:
    match event:
        case SweepStarted():
            return Line(text="sweep started", fields={"competitions": len(event.competitions), "budget_trials": event.budget.trials})
        case SweepResumed():
            return Line(text="sweep resumed", fields={"epoch": event.epoch})
        case SandboxProbed(walled=False):
            text = "NO WALLS: no sandbox holds here; only HASTE's own offline solutions may run"
            return Line(text=text, fields={"sandbox": event.sandbox, "tried": list(event.tried)}, warns=True)
        case SandboxProbed():
            return Line(text="sandbox holds", fields={"sandbox": event.sandbox})
        case RoundStarted():
            return Line(text=f"round {event.round}", fields={"competitions": list(event.competitions)})
        case TechniqueReconciled():
            return Line(text=f"{event.technique} is {event.known}", fields={"because": event.because})
        case SweepFinished():
            return Line(text="sweep finished", fields={"valid": event.valid})
        case _:
            return None


def _of_run(event: Event) -> Line | None:
    match event:
        case RunStarted():
            return Line(text="run started")
        case CompetitionProfiled(profile=profile):
            found = {"rows": profile.rows, "columns": len(profile.columns), "target": str(profile.target_kind)}
            return Line(text="profiled", fields=found)
        case SplitFixed():
            return Line(text="split fixed", fields={"folds": event.split.folds, "view": str(event.view)})
        case LearningsDistilled():
            return Line(text=f"learned {len(event.skills)} skills", fields={"skills": list(event.skills), "author": event.author})
        case RunFinished(reason=None):
            return Line(text="run finished")
        case RunFinished():
            fields: dict[str, object] = {"status": str(event.status), "reason": str(event.reason), "because": event.message}
            return Line(text="run failed", fields=fields, warns=True)
        case RunGraded():
            return Line(text="graded", fields={"score": _rounded(event.score)})
        case _:
            return None


def _of_end(event: Event) -> Line | None:
    match event:
        case EnsembleJudged():
            kept = "kept" if event.accepted else "not kept"
            return Line(text=f"ensemble of {told(event.members)} {kept}", fields=_lift(event.lift))
        case FinalistRevalidated():
            judged = "ensemble" if event.members else f"trial {event.iteration}"
            return Line(text=f"{judged} judged again on a fresh split", fields={"score": _rounded(event.score)})
        case SubmissionChosen(members=(_, *_)):
            return Line(text=f"ensemble of {told(event.members)} submitted")
        case SubmissionChosen():
            return Line(text=f"trial {event.iteration} submitted")
        case _:
            return None


def _of_phase(event: Event) -> Line | None:
    match event:
        case PhaseStarted(plan=Plan(headings=headings)):
            return Line(text=f"phase {event.phase} planned", fields={"directions": [heading.title for heading in headings]})
        case PhaseFinished(summary=Summary() as summary):
            return Line(text=f"phase {event.phase} over", fields={"adopted": list(summary.adopted), "dead_ends": list(summary.dead_ends)})
        case _:
            return None


def _of_trial(event: Event) -> Line | None:
    match event:
        case ProposalMade(proposal=proposal):
            return Line(text=f"trial {event.iteration} {proposal.step.operator}: {proposal.title}")
        case ExecutionFinished(result=result):
            execution = f"{event.iteration}/{event.stage}/{event.fold}/{event.attempt}"
            fields: dict[str, object] = {"execution": execution, "status": str(result.status), "score": _rounded(result.score)}
            fields |= {"seconds": _rounded(result.wall_s)}
            if result.reason is not None:
                fields |= {"reason": str(result.reason), "because": result.message[-200:]}
            return Line(text=f"trial {event.iteration} {event.stage} {event.fold}", fields=fields, warns=result.reason is not None)
        case TrialReused(result=result):
            fields = {"status": str(result.status), "score": _rounded(result.score), "source": f"{event.source} trial {event.source_iteration}"}
            return Line(text=f"trial {event.iteration} {event.stage} {event.fold} reused", fields=fields)
        case ProposalAccepted():
            return Line(text=f"trial {event.iteration} accepted", fields=_lift(event.lift))
        case ProposalRejected():
            return Line(text=f"trial {event.iteration} rejected", fields={"reason": str(event.reason)} | _lift(event.lift))
        case _:
            return None


def _of_skill(event: Event) -> Line | None:
    match event:
        case SkillAbstracted():
            fields: dict[str, object] = {"state": str(event.state), "title": event.value.title, "supporting": list(event.supporting)}
            return Line(text=f"promoted to {event.to}: {event.skill}", fields=fields | _effect(event.effect))
        case SkillProven():
            return Line(text=f"proven: {event.skill}", fields=_effect(event.effect) if event.effect else {"because": event.because})
        case SkillMerged():
            return Line(text=f"merged: {event.skill}", fields={"into": str(event.into), "because": event.because})
        case SkillConflicted():
            return Line(text=f"in conflict: {event.skill}", fields={"because": event.because, "settled_by": list(event.settled_by)})
        case SkillRetired():
            return Line(text=f"retired: {event.skill}", fields={"because": event.because, "by": event.by})
        case SkillRestored():
            return Line(text=f"restored: {event.skill}", fields={"because": event.because, "by": event.by})
        case SkillPinned():
            return Line(text=f"pinned: {event.skill}", fields={"because": event.because, "by": event.by})
        case _:
            return None


def _effect(effect: Effect) -> dict[str, object]:
    return {"effect": _rounded(effect.mean), "lower": _rounded(effect.lower), "upper": _rounded(effect.upper)}


def _lift(lift: Lift | None) -> dict[str, object]:
    return {} if lift is None else {"lift": _rounded(lift.mean), "se": _rounded(lift.se)}


def _rounded(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.4g}")
