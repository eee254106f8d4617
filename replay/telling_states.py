"""A past state in words."""

from collections.abc import Iterator

from replay.states import Happened, PastState, RunThen, SkillThen, SweepThen


def lines(state: PastState) -> Iterator[str]:
    """The place, the sweeps with their runs, the skills, what came next."""
    yield f"position {state.at.position}, {state.at.time}: {_event(state.at)}"
    yield f"the chain of hashes holds from position 1 to {state.verified}; head {state.head}"
    for sweep in state.sweeps:
        yield ""
        yield from _sweep(sweep)
    yield ""
    yield f"{len(state.skills)} skills" if state.skills else "no skills yet"
    yield from map(_skill, state.skills)
    yield ""
    yield f"next, position {state.next.position}, {state.next.time}: {_event(state.next)}" if state.next else "next: nothing, this is the head"


def _event(event: Happened) -> str:
    return f"{event.kind} of {event.stream}"


def _sweep(sweep: SweepThen) -> Iterator[str]:
    runs = f"{len(sweep.runs)} of {sweep.competitions} runs begun"
    yield f"sweep {sweep.sweep}: {sweep.state}, arm {sweep.arm}, round {sweep.rounds}, epoch {sweep.epoch}, {runs}"
    yield from map(_run, sweep.runs)


def _run(run: RunThen) -> str:
    ended = run.status or "under way"
    best = (
        f"incumbent trial {run.incumbent}, {run.metric} {run.score:.6g} over {run.folds} fold{'' if run.folds == 1 else 's'}"
        if run.score is not None
        else "no incumbent"
    )
    submitted = f", submitted trial {run.submitted}" if run.submitted else ""
    return f"  {run.competition:<24} {ended:<10} {run.trials:>3} trials, {run.accepted} of {run.proposed} refinements accepted; {best}{submitted}"


def _skill(skill: SkillThen) -> str:
    figures = f"{skill.effect:+.3f}" if skill.effect is not None else "-"
    if skill.interval is not None:
        figures += f" [{skill.interval[0]:+.3f}, {skill.interval[1]:+.3f}]"
    return f"  {skill.tier:<12} {skill.kind:<9} {skill.state:<10} {skill.sign:<6} {figures:<26} {skill.skill}"
