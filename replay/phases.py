"""Decides again when the phases of a run began and ended. What an author planned and summed up is taken as recorded."""

import msgspec

from haste.commands import ChooseStep, ClosePhase, OpenPhase
from haste.decisions import phases
from haste.events.event import Event
from haste.events.run import PhaseFinished, PhaseStarted
from haste.policies import registry as policies
from haste.policies.moves import Move
from haste.projections.run import RunState
from haste.thresholds import Thresholds
from haste.vocabulary.brief import Plan
from haste.vocabulary.ids import Time

Phasing = PhaseStarted | PhaseFinished


def phased_again(event: Phasing, state: RunState, rules: Thresholds) -> tuple[Event, ...]:
    """The same start or end of a phase, where the policy would have asked for it; nothing where it would not.

    Its author was asked between the policy's look and the event, and a policy looks at the clock. So both ends of that time are tried.

    Args:
        event: As recorded.
        state: The run as the event says that it was seen.
        rules: To decide by.
    """
    tree = state.tree
    began = tree.trials[-1].chosen if tree.trials else event.now
    for now in (event.now, began):
        move = _move(event, state, rules, now)
        if isinstance(event, PhaseStarted) and isinstance(move, OpenPhase) and move.phase == event.phase:
            return phases.begin(msgspec.structs.replace(event, plan=_followed(event.plan, move.ideas), rule=rules.version), tree)
        if isinstance(event, PhaseFinished) and isinstance(move, ClosePhase) and move.phase == event.phase:
            return phases.end(msgspec.structs.replace(event, rule=rules.version), tree)
    return ()


def _move(event: Phasing, state: RunState, rules: Thresholds, now: Time) -> Move:
    direction = state.competition.metric.direction
    command = ChooseStep(run=event.run, direction=direction, lease=state.lease, at_once=state.at_once, read_to=event.read_to, now=now)
    return policies.find(state.policy)(command, state.tree, rules)


def _followed(plan: Plan | None, ideas: tuple[int, int] | None) -> Plan | None:
    """No more of a plan than the policy wanted; nothing where it wanted none."""
    if plan is None or ideas is None:
        return None
    named = (idea.technique for heading in plan.headings for idea in heading.ideas)
    return phases.kept(plan, wanted=ideas, known=tuple(name for name in named if name is not None))
