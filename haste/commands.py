"""Requests, in the imperative. Some travel between actors; some are the first argument of a pure decision."""

import msgspec

from haste.vocabulary.budget import Lease
from haste.vocabulary.ids import BlobId, Iteration, Position, RunId, SweepId, Time
from haste.vocabulary.judgement import Lift
from haste.vocabulary.scales import Blend, Direction, Tier, View
from haste.vocabulary.skill import Group


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """A request. Each subclass has a tag, so that one blob tells which it is."""


class ConductSweep(Command, frozen=True, kw_only=True, tag="conduct_sweep"):
    """To the orchestrator: bring the sweep to its end, from wherever it stands."""

    sweep: SweepId


class Compete(Command, frozen=True, kw_only=True, tag="compete"):
    """To a worker: bring the run to its end, from wherever it stands."""

    run: RunId


class Propose(Command, frozen=True, kw_only=True, tag="propose"):
    """To a specialist: a proposal for the step that was chosen for this trial."""

    run: RunId
    iteration: Iteration


class OpenPhase(Command, frozen=True, kw_only=True, tag="open_phase"):
    """To a specialist: a phase begins, with a plan where the policy wants one."""

    run: RunId
    phase: int  # from 1
    parent: Iteration | None = None  # the trial that the plan is to improve
    ideas: tuple[int, int] | None = None  # headings wanted, and ideas in each; None: no plan


class ClosePhase(Command, frozen=True, kw_only=True, tag="close_phase"):
    """To a specialist: a phase is over, and later briefs see its summary instead of its trials."""

    run: RunId
    phase: int


class FixSplit(Command, frozen=True, kw_only=True, tag="fix_split"):
    """To the splitting rule: folds and view of this competition."""

    run: RunId
    view: View
    seed: int  # derived from the sweep's seed and the competition
    read_to: Position
    now: Time


class ChooseStep(Command, frozen=True, kw_only=True, tag="choose_step"):
    """To a policy: what next, or why nothing."""

    run: RunId
    direction: Direction
    lease: Lease
    at_once: int = 1  # executions of the run at one time, about
    read_to: Position
    now: Time


class JudgeProposal(Command, frozen=True, kw_only=True, tag="judge_proposal"):
    """To the acceptance rule: does this trial move its branch?"""

    run: RunId
    iteration: Iteration
    direction: Direction
    lift: Lift | None = None  # over the trial to beat; None while folds are missing
    read_to: Position
    now: Time


class JudgeEnsemble(Command, frozen=True, kw_only=True, tag="judge_ensemble"):
    """To the ensembling rule: is the blend of these solutions of the run a finalist?"""

    run: RunId
    direction: Direction
    members: tuple[Iteration, ...]  # that were measured
    blend: Blend
    weights: tuple[float, ...]  # of the members, in their order
    scores: tuple[float, ...]  # of the blend by fold; empty where it has none on some fold
    lift: Lift | None = None
    read_to: Position
    now: Time


class Submit(Command, frozen=True, kw_only=True, tag="submit"):
    """To the submitting rule: this candidate has been fitted on all rows."""

    run: RunId
    submission: BlobId  # what it answers to test.csv
    direction: Direction
    read_to: Position
    now: Time


class OpenRound(Command, frozen=True, kw_only=True, tag="open_round"):
    """To the scheduling rule: which competitions next, if any."""

    sweep: SweepId
    read_to: Position
    now: Time


class GrantBudget(Command, frozen=True, kw_only=True, tag="grant_budget"):
    """To the scheduling rule: what may this run spend?"""

    sweep: SweepId
    run: RunId
    now: Time


class ConsiderPromotion(Command, frozen=True, kw_only=True, tag="consider_promotion"):
    """To a specialist, and by it to the gate: does this group make a skill of the next tier?"""

    sweep: SweepId
    group: Group
    to: Tier
    read_to: Position = Position(0)  # filled in by who decides
    now: Time = Time(0)


class Consolidate(Command, frozen=True, kw_only=True, tag="consolidate"):
    """To a specialist: reconcile techniques, merge duplicates and judge recipes of one domain, before the gate judges its groups."""

    sweep: SweepId
    domain: str | None  # None: the skills that belong to no domain
    read_to: Position = Position(0)  # filled in by who decides
    now: Time = Time(0)


class Distil(Command, frozen=True, kw_only=True, tag="distil"):
    """To a specialist: what did this run teach?"""

    run: RunId
