"""Puts one brief together: the competition, the solution to start from, and what was tried so far."""

import math
from collections.abc import Callable

import msgspec

from haste.projections.run import RunState
from haste.projections.search_tree import SearchTree, Trial
from haste.seeds import derive
from haste.vocabulary.brief import Attempt, Brief, Incumbent, LoadedSkill
from haste.vocabulary.ids import BlobId, Iteration
from haste.vocabulary.scales import Operator, Role, Status
from haste.vocabulary.solution import Proposal, Resources

_ROLES = {Operator.DRAFT: Role.DRAFT, Operator.IMPROVE: Role.IMPROVE, Operator.DEBUG: Role.DEBUG, Operator.MERGE: Role.IMPROVE}


class Knowledge(msgspec.Struct, frozen=True, kw_only=True):
    """What a specialist brings to every brief of its domain."""

    guidance: str
    techniques: tuple[str, ...]


def assemble(state: RunState, *, knowledge: Knowledge, skills: tuple[LoadedSkill, ...], read: Callable[[BlobId], bytes]) -> Brief:
    """The brief for the open trial of a run, which is its newest one.

    Args:
        state: The run so far.
        knowledge: Of the specialist that asks.
        skills: What the loading rule lets this run see.
        read: Gives the bytes of a blob that an event of this run names.

    Raises:
        ValueError: The run has no open trial.
    """
    trial = state.tree.open_trial
    if trial is None:
        raise ValueError(state.run)
    brief = _brief(state, _ROLES[trial.step.operator], trial.iteration, knowledge=knowledge, read=read)
    return msgspec.structs.replace(
        brief,
        escalated=trial.step.escalated,
        incumbent=_incumbent(state.tree, trial, read),
        history=brief.history[-state.rules.history_max :],
        skills=skills,
    )


def distilling(state: RunState, *, knowledge: Knowledge, read: Callable[[BlobId], bytes]) -> Brief:
    """The brief that asks what a run taught: its whole history, with the effect of each cause."""
    return _brief(state, Role.DISTIL, Iteration(0), knowledge=knowledge, read=read)


def _brief(state: RunState, role: Role, iteration: Iteration, *, knowledge: Knowledge, read: Callable[[BlobId], bytes]) -> Brief:
    tree = state.tree
    if tree.profiled is None:
        raise ValueError(state.run)
    judged = [(trial, trial.proposal) for trial in tree.trials if trial.proposal is not None and trial.accepted is not None]
    return Brief(
        role=role,
        competition=state.competition,
        description=read(tree.profiled.description).decode(),
        profile=tree.profiled.profile,
        history=tuple(_attempt(trial, proposal, read) for trial, proposal in judged),
        guidance=knowledge.guidance,
        techniques=knowledge.techniques,
        limits=Resources(memory_bytes=state.rules.memory_bytes, time_limit_s=state.rules.time_limit_s),
        seed=derive(state.seed, state.competition.id, iteration, "author"),
    )


def estimated_tokens(text: bytes) -> int:
    """Tokens of a text by the one rule that briefs use: UTF-8 bytes / 3, rounded up.

    >>> estimated_tokens(b"four")
    2
    """
    return math.ceil(len(text) / 3)


def _incumbent(tree: SearchTree, trial: Trial, read: Callable[[BlobId], bytes]) -> Incumbent | None:
    if trial.step.parent is None or tree.split is None:
        return None
    parent = tree.trial(trial.step.parent)
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


def _attempt(trial: Trial, proposal: Proposal, read: Callable[[BlobId], bytes]) -> Attempt:
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
    )
