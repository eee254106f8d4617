"""Requests, in the imperative. Some travel between actors; some are the first argument of a pure decision."""

import msgspec

from haste.vocabulary.ids import Iteration, Position, RunId, SweepId, Time
from haste.vocabulary.judgement import Lift
from haste.vocabulary.scales import Reason


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


class JudgeProposal(Command, frozen=True, kw_only=True, tag="judge_proposal"):
    """To the acceptance rule: does this trial move its branch?"""

    run: RunId
    iteration: Iteration
    lift: Lift | None = None  # None for a draft, and where nothing could be measured
    failure: Reason | None = None  # FAILED, TRAILING or EXHAUSTED where there is nothing to weigh
    read_to: Position
    now: Time
