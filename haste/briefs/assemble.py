"""Puts one brief together: the competition, the solution to start from, and what was tried so far."""

from collections.abc import Callable

import msgspec

from haste.briefs.caching import folded, recalled
from haste.briefs.conversing import earlier
from haste.briefs.scope import chance
from haste.commands import OpenPhase
from haste.projections.ledger import allowance
from haste.projections.run import RunState
from haste.projections.search_tree import SearchTree, Trial
from haste.seeds import derive, of_executions
from haste.vocabulary.brief import Attempt, Brief, Incumbent, Remembered
from haste.vocabulary.ids import BlobId, Iteration
from haste.vocabulary.scales import Arm, Operator, Role, Status
from haste.vocabulary.solution import Proposal, Resources

_ROLES = {Operator.DRAFT: Role.DRAFT, Operator.IMPROVE: Role.IMPROVE, Operator.DEBUG: Role.DEBUG, Operator.MERGE: Role.MERGE}
_NS = 1_000_000_000
_Read = Callable[[BlobId], bytes]  # gives the bytes of a blob that an event of the run names


class Knowledge(msgspec.Struct, frozen=True, kw_only=True):
    """What a specialist brings to every brief of its domain."""

    guidance: str
    techniques: tuple[str, ...]


def assemble(state: RunState, *, knowledge: Knowledge, remembered: Remembered, read: _Read) -> Brief:
    """The brief for the open trial of a run, which is its newest one.

    Args:
        state: The run so far.
        knowledge: Of the specialist that asks.
        remembered: What the loading rule lets this run see.
        read: Gives the bytes of a blob that an event of this run names.

    Raises:
        ValueError: The run has no open trial.
    """
    trial = state.tree.open_trial
    if trial is None:
        raise ValueError(state.run)
    active = state.tree.active
    return msgspec.structs.replace(
        _cached(state, _ROLES[trial.step.operator], trial.iteration, knowledge=knowledge, read=read),
        escalated=trial.step.escalated,
        incumbent=_incumbent(state.tree, trial.step.parent, read),
        other=_incumbent(state.tree, trial.step.other, read),
        plan=active.started.plan if active else None,
        skills=remembered.skills,
        records=remembered.records,
    )


def planning(state: RunState, command: OpenPhase, *, knowledge: Knowledge, remembered: Remembered, read: _Read) -> Brief:
    """The brief that asks for a plan, for the phase that would begin with the next trial."""
    following = Iteration(len(state.tree.trials) + 1)
    return msgspec.structs.replace(
        _cached(state, Role.PLAN, following, knowledge=knowledge, read=read),
        incumbent=_incumbent(state.tree, command.parent, read),
        ideas=command.ideas,
        skills=remembered.skills,
        records=remembered.records,
    )


def summarising(state: RunState, *, knowledge: Knowledge, read: _Read) -> Brief:
    """The brief that asks what the active phase came to: its attempts as they were, and the summaries of those before it."""
    return _cached(state, Role.SUMMARISE, Iteration(len(state.tree.trials)), knowledge=knowledge, read=read)


def distilling(state: RunState, *, knowledge: Knowledge, read: _Read) -> Brief:
    """The brief that asks what a run taught: its whole history, with the effect of each cause."""
    return _brief(state, Role.DISTIL, Iteration(0), knowledge=knowledge, read=read)


def _cached(state: RunState, role: Role, iteration: Iteration, *, knowledge: Knowledge, read: _Read) -> Brief:
    """A brief in which finished phases are summaries."""
    brief = _brief(state, role, iteration, knowledge=knowledge, read=read)
    finished = (phase.finished.summary for phase in state.tree.phases if phase.finished)
    return msgspec.structs.replace(
        brief,
        iteration=iteration if role in _ROLES.values() else Iteration(0),
        earlier=earlier(state.tree, read),
        trials_left=max(0, state.lease.trials - sum(trial.counts for trial in state.tree.trials)),
        time_left_s=_time_left_s(state),
        history=recalled(brief.history, active=brief.phase),
        summaries=folded([summary for summary in finished if summary], state.rules),
    )


def _brief(state: RunState, role: Role, iteration: Iteration, *, knowledge: Knowledge, read: _Read) -> Brief:
    tree = state.tree
    if tree.profiled is None:
        raise ValueError(state.run)
    judged = [(trial, trial.proposal) for trial in tree.trials if trial.proposal is not None and trial.accepted is not None]
    return Brief(
        role=role,
        competition=state.competition,
        description=read(tree.profiled.description).decode(),
        sample=read(tree.profiled.sample).decode() if tree.profiled.sample else "",
        profile=tree.profiled.profile,
        history=tuple(_attempt(trial, proposal, read) for trial, proposal in judged),
        phase=tree.phase,
        guidance=knowledge.guidance,
        techniques=knowledge.techniques,
        allowance=allowance(state.lease, state.spent),
        limits=_limits(state),
        seed=derive(state.seed, state.competition.id, 0 if role is Role.DRAFT else iteration, chance(_arm(state), role)),
        solution_seed=of_executions(state.seed, state.competition.id),
    )


def _limits(state: RunState) -> Resources:
    """One core, and one device where there is any: executions run side by side."""
    gpus = min(1.0, state.sweep.walls.cluster_gpus) if state.sweep.walls else 0.0
    return Resources(gpus=gpus, memory_bytes=state.rules.memory_bytes, time_limit_s=state.rules.time_limit_s)


def _arm(state: RunState) -> Arm:
    return state.sweep.started.arm if state.sweep.started else Arm.NONE


def _time_left_s(state: RunState) -> float | None:
    """From the choice of the newest trial to the run's deadline, so that the same log gives the same brief."""
    deadline = state.lease.deadline
    if deadline is None or not state.tree.trials:
        return None
    return max(0.0, (deadline - state.tree.trials[-1].chosen) / _NS)


def _incumbent(tree: SearchTree, iteration: Iteration | None, read: _Read) -> Incumbent | None:
    if iteration is None or tree.split is None:
        return None
    parent = tree.trial(iteration)
    if parent.proposal is None:
        return None
    solution = parent.proposal.solution
    failure = parent.failure
    return Incumbent(
        iteration=parent.iteration,
        code=read(solution.code).decode(),
        blueprint=read(solution.blueprint) if solution.blueprint else b"",
        evaluation=parent.evaluation(tree.split.split.folds),
        status=failure.status if failure else Status.SUCCEEDED,
        reason=failure.reason if failure else None,
        message=failure.message if failure else "",
    )


def _attempt(trial: Trial, proposal: Proposal, read: _Read) -> Attempt:
    blueprint = proposal.solution.blueprint
    return Attempt(
        iteration=trial.iteration,
        operator=trial.step.operator,
        parent=trial.step.parent,
        title=proposal.title,
        cause=proposal.cause,
        also=proposal.also,
        accepted=trial.accepted is True,
        reason=trial.reason,
        lift=trial.lift,
        credit=trial.credit,
        blueprint=read(blueprint) if blueprint else b"",
        phase=trial.phase,
    )
