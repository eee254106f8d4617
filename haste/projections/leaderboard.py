"""Final standing: one row a run, as tables and machines read it."""

import msgspec

from haste.events.event import Event
from haste.events.run import EnsembleJudged
from haste.ports import EventLog
from haste.projections import ledger, search_tree, sweep
from haste.projections.following import Follower
from haste.projections.ledger import Ledger
from haste.projections.search_tree import SearchTree, refinements
from haste.projections.sweep import Standing, Sweep
from haste.vocabulary.ids import BlobId, Iteration, SweepId, run_stream
from haste.vocabulary.scales import Medal, Reason, Status

_NS = 1_000_000_000


class RunCosts(msgspec.Struct, frozen=True, kw_only=True):
    """One run's search and what it has cost."""

    tree: SearchTree = SearchTree()
    ledger: Ledger = Ledger()


class Together(msgspec.Struct, frozen=True, kw_only=True):
    """The ensemble of a run, as far as it has come."""

    judged: EnsembleJudged
    solutions: tuple[BlobId, ...]  # code of its members, in their order
    validation: float | None  # on the fresh split, metric's unit; None where it was not judged there
    submitted: bool
    alone: float | None  # private score of what would have been submitted without it, metric's unit; None where it was not, or there are no answers


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One run. None where something is not there yet, or not to be had."""

    run: str
    competition: str
    domain: str
    view: str
    metric: str
    direction: str
    status: Status | None  # succeeded, else the status of the last failed execution; None while it runs
    reason: Reason | None
    message: str
    valid: bool
    validation: float | None  # revalidated score of the chosen solution, metric's unit
    score: float | None  # against the private answers, metric's unit
    percentile: float | None = None  # share of the leaderboard's teams not ahead, in [0, 1]
    above_median: bool | None = None
    medal: Medal | None = None
    trials: int  # drafts counted
    proposals: int  # judged refinements
    accepted: int  # of them
    iterations_to_best: int | None  # the last accepted trial, else the best draft
    skills_cited: int  # different skills that its proposals applied
    costs: Ledger
    wall_s: float | None
    ensemble: Together | None = None


def rows(log: EventLog, sweep_id: SweepId) -> tuple[Row, ...]:
    """The rows of a sweep as of the log's head, in the order of its competitions; one for each run that has started."""
    state = sweep.follow(log, sweep_id).state
    return tuple(_row(state, standing, _costs(log, standing)) for standing in _in_order(state))


def evolve(costs: RunCosts, event: Event) -> RunCosts:
    """Apply one event of the run's stream."""
    return RunCosts(tree=search_tree.evolve(costs.tree, event), ledger=ledger.evolve(costs.ledger, event))


def _costs(log: EventLog, standing: Standing) -> RunCosts:
    follower = Follower(log, (run_stream(standing.run),), RunCosts(), evolve)
    follower.catch_up()
    return follower.state


def _in_order(state: Sweep) -> list[Standing]:
    order = [competition.id for competition in state.started.competitions] if state.started else []
    return sorted(state.runs, key=lambda standing: order.index(standing.competition))


def _row(state: Sweep, standing: Standing, costs: RunCosts) -> Row:
    competition = state.competition(standing.competition)
    judged = refinements(costs.tree.trials)
    finished, submitted, graded = standing.finished, standing.submitted, standing.graded
    return Row(
        run=standing.run,
        competition=competition.id,
        domain=competition.domain,
        view=competition.view,
        metric=competition.metric.name,
        direction=competition.metric.direction,
        status=finished.status if finished else None,
        reason=finished.reason if finished else None,
        message=finished.message if finished else "",
        valid=standing.valid,
        validation=submitted.validation if submitted else None,
        score=graded.score if graded else None,
        percentile=graded.percentile if graded else None,
        above_median=graded.above_median if graded else None,
        medal=graded.medal if graded else None,
        trials=sum(trial.counts for trial in costs.tree.trials),
        proposals=len(judged),
        accepted=sum(trial.accepted is True for trial in judged),
        iterations_to_best=_to_best(state, standing, costs.tree),
        skills_cited=len({skill for trial in costs.tree.trials if trial.proposal for skill in trial.proposal.skills}),
        costs=costs.ledger,
        wall_s=(finished.now - standing.started) / _NS - standing.idle_s if finished else None,
        ensemble=_together(standing, costs.tree),
    )


def _together(standing: Standing, tree: SearchTree) -> Together | None:
    judged = tree.ensemble
    if judged is None:
        return None
    proposals = [tree.trial(member.iteration).proposal for member in judged.members]
    return Together(
        judged=judged,
        solutions=tuple(proposal.solution.code for proposal in proposals if proposal is not None),
        validation=next((event.score for event in tree.revalidated if event.members), None),
        submitted=tree.submitted is not None and bool(tree.submitted.members),
        alone=standing.graded.alone if standing.graded else None,
    )


def _to_best(state: Sweep, standing: Standing, tree: SearchTree) -> Iteration | None:
    accepted = [trial.iteration for trial in refinements(tree.trials) if trial.accepted]
    ranked = tree.ranked(state.competition(standing.competition).metric.direction)
    best = tree.screened(ranked[0]) if ranked else None
    return accepted[-1] if accepted else best.iteration if best else None
