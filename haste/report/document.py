"""A sweep as one document: what `--json` prints, and what tables are made of. From projections and blobs only."""

from pathlib import Path

import msgspec

from haste.ports import BlobStore, EventLog
from haste.projections import sweep as sweeps
from haste.projections.leaderboard import Row, Together, rows
from haste.projections.memory import Memory
from haste.projections.sweep import Sweep
from haste.report.promotions import Promotion, Refusal, learned
from haste.report.result_files import ResultFiles, written
from haste.report.skills import SkillEntry, skill_entries
from haste.report.spending import Spending, spending
from haste.vocabulary.ids import CompetitionId, RunId, SweepId
from haste.vocabulary.scales import Blend, Medal, Reason, Status, SweepState, Tier, Verdict


class Tokens(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens of all calls of one run."""

    input: int
    written: int = 0  # into a prompt cache
    cached: int
    output: int
    estimated: bool


class MemberEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One solution of an ensemble."""

    trial: int
    weight: float  # its share of the answer, in [0, 1]
    solution: str | None = None  # path of its source; None where the ensemble was not submitted


class EnsembleEntry(msgspec.Struct, frozen=True, kw_only=True):
    """What blending the best solutions of a run came to."""

    members: tuple[MemberEntry, ...]  # best first
    blend: Blend
    accepted: bool  # by the rule that moves incumbents: a finalist
    reason: Reason | None  # why not
    lift: float | None  # over the best member, metric's unit, higher is better
    se: float | None
    validation: float | None  # on the fresh split, metric's unit
    submitted: bool
    alone: float | None  # private score of what would have been submitted without it, metric's unit


class RunEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One run of the document. None is null: not there yet, or not to be had."""

    run: str
    competition: str
    domain: str
    view: str
    metric: str
    direction: str
    withheld: tuple[str, ...] = ()  # files of the public folder that no fold showed, each with the reason
    status: Status | None
    reason: Reason | None
    message: str
    valid: bool
    validation: float | None
    score: float | None
    percentile: float | None
    above_median: bool | None
    medal: Medal | None
    trials: int
    proposals: int
    accepted: int
    iterations_to_best: int | None
    skills_loaded: int
    skills_cited: int
    tokens: Tokens
    usd: float = 0.0  # paid for language models
    peak_context_tokens: int
    cpu_s: float
    gpu_s: float
    wall_s: float | None
    submission: str | None
    solution: str | None
    ensemble: EnsembleEntry | None = None  # None where there was none to judge


class SkillCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Skills that are not retired, by tier."""

    competition: int = 0
    domain: int = 0
    global_: int = msgspec.field(default=0, name="global")


class SweepDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The contract for machines: fields are added, never renamed."""

    sweep: str
    state: SweepState
    log: str
    arm: str
    seed: int
    sandbox: str | None
    walled: bool | None
    runs: tuple[RunEntry, ...]
    skills: SkillCounts = SkillCounts()
    promotions: tuple[Promotion, ...] = ()  # of this sweep
    refused: dict[Verdict, int] = {}  # groups that its gate made no skill of, by the last verdict
    nearest: tuple[Refusal, ...] = ()  # of these groups the few that came nearest to a skill, and have none from before
    inventory: tuple[SkillEntry, ...] = ()  # all skills that it remembers, retired ones too
    report: str | None = None
    spending: Spending = Spending()


class SweepEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One sweep of a listing."""

    sweep: str
    state: SweepState
    started: str  # ISO 8601, UTC
    runs: int


def document(log: EventLog, blobs: BlobStore, sweep: SweepId, *, log_spec: str, held: bool, submissions: Path) -> SweepDocument:
    """The document of a sweep as of the log's head; its submissions and solutions are written out as files.

    Args:
        log: Where its events are.
        blobs: Where its payloads are.
        sweep: Its id.
        log_spec: The log's spec, for the reader.
        held: Whether a live driver holds it.
        submissions: Absolute folder; a folder for each run is made below it.
    """
    follower = sweeps.follow(log, sweep)
    state, last = follower.state, follower.last()
    outcome = learned(log, sweep, state, end=last.position if last and state.finished else follower.read_to)
    found = rows(log, sweep)
    entries = tuple(
        msgspec.structs.replace(
            _entry(row, _files(state, row, blobs, submissions / row.run), message=_message(state, row)), withheld=_withheld(state, row)
        )
        for row in found
    )
    started = state.started
    return SweepDocument(
        sweep=sweep,
        state=state_of(state, held=held),
        log=log_spec,
        arm=started.arm if started else "",
        seed=started.seed if started else 0,
        sandbox=state.walls.sandbox if state.walls else None,
        walled=state.walls.walled if state.walls else None,
        runs=entries,
        skills=_counts(outcome.memory),
        promotions=outcome.promotions,
        refused=outcome.refused,
        nearest=outcome.nearest,
        inventory=skill_entries(outcome.memory),
        spending=spending(found, state.between, promoted=len(outcome.promotions)),
    )


def state_of(state: Sweep, *, held: bool) -> SweepState:
    """Where a sweep stands, from its events and from whether a live driver holds it."""
    if state.finished is not None:
        return SweepState.FINISHED if state.finished.valid else SweepState.FAILED
    return SweepState.RUNNING if held else SweepState.INTERRUPTED


def _counts(memory: Memory) -> SkillCounts:
    competition, domain, widest = (len(memory.tiers.live(tier)) for tier in (Tier.COMPETITION, Tier.DOMAIN, Tier.GLOBAL))
    return SkillCounts(competition=competition, domain=domain, global_=widest)


def _files(state: Sweep, row: Row, blobs: BlobStore, folder: Path) -> ResultFiles:
    submitted = state.standing(RunId(row.run)).submitted
    if submitted is None:
        return ResultFiles()
    return written(submitted, row.ensemble, state.competition(CompetitionId(row.competition)), blobs, folder)


def _message(state: Sweep, row: Row) -> str:
    """Why a run failed; of one that did not, why it has no grade."""
    graded = state.standing(RunId(row.run)).graded
    return row.message or (graded.message if graded else "")


def _withheld(state: Sweep, row: Row) -> tuple[str, ...]:
    return tuple(f"{one.path}: {one.because}" for one in state.competition(CompetitionId(row.competition)).files.withheld)


def _entry(row: Row, files: ResultFiles, *, message: str) -> RunEntry:
    tokens = row.costs.tokens
    return RunEntry(
        run=row.run,
        competition=row.competition,
        domain=row.domain,
        view=row.view,
        metric=row.metric,
        direction=row.direction,
        status=row.status,
        reason=row.reason,
        message=message,
        valid=row.valid,
        validation=row.validation,
        score=row.score,
        percentile=row.percentile,
        above_median=row.above_median,
        medal=row.medal,
        trials=row.trials,
        proposals=row.proposals,
        accepted=row.accepted,
        iterations_to_best=row.iterations_to_best,
        skills_loaded=len(row.costs.skills_loaded),
        skills_cited=row.skills_cited,
        usd=row.costs.usd,
        tokens=Tokens(
            input=tokens.input,
            written=tokens.written + tokens.written_1h,
            cached=tokens.cached,
            output=tokens.output,
            estimated=tokens.estimated,
        ),
        peak_context_tokens=row.costs.peak_context_tokens,
        cpu_s=round(row.costs.cpu_s, 3),
        gpu_s=round(row.costs.gpu_s, 3),
        wall_s=round(row.wall_s, 3) if row.wall_s is not None else None,
        submission=files.submission,
        solution=files.solution,
        ensemble=_ensemble(row.ensemble, files) if row.ensemble else None,
    )


def _ensemble(found: Together, files: ResultFiles) -> EnsembleEntry:
    judged = found.judged
    return EnsembleEntry(
        members=tuple(
            MemberEntry(trial=member.iteration, weight=member.weight, solution=files.members.get(member.iteration)) for member in judged.members
        ),
        blend=judged.blend,
        accepted=judged.accepted,
        reason=judged.reason,
        lift=judged.lift.mean if judged.lift else None,
        se=judged.lift.se if judged.lift else None,
        validation=found.validation,
        submitted=found.submitted,
        alone=found.alone,
    )
