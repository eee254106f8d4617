"""Arms against each other: the figures of an ablation, each with its interval over competitions."""

import math
from collections.abc import Callable, Iterable, Sequence
from statistics import fmean, median

import msgspec

from haste.ports import EventLog
from haste.projections import run as runs
from haste.projections.following import Follower
from haste.projections.leaderboard import rows
from haste.projections.run import RunState
from haste.projections.trajectory import Trajectory, trajectory, trials_to_reach
from haste.statistics import Mean, mean_interval
from haste.vocabulary.ids import RunId, SweepId, run_stream, sweep_stream
from haste.vocabulary.scales import Arm, Direction, Medal

FIRST = 8  # proposals whose accepted share is told apart: later ones meet saturation in every arm
CONFIDENCE = 0.95
MOST = 0.9  # of what the baseline gains over a constant answer, at the median of its seeds


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """One run of one arm."""

    arm: Arm
    seed: int
    competition: str
    domain: str
    direction: Direction
    course: Trajectory
    percentile: float | None
    medal: Medal | None
    valid: bool
    dummy: float | None = None  # what the best constant answer scores, metric's unit
    score: float | None = None  # of the submission against the private answers, metric's unit


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A mean over competitions with its 95 % interval; bounds are None where one competition alone has it."""

    mean: float
    lower: float | None
    upper: float | None


class ArmEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One arm. Differences are paired by competition and seed; those of `none` itself are None."""

    arm: Arm
    runs: int
    valid: int
    trials: float  # until none's revalidated best was reached, mean over competitions; one more than the budget where it never was
    reached: float  # share of runs that reached it
    trials_change: Figure | None  # relative change of the trials against none, -0.24 is 24 % fewer
    most: float  # trials until nine tenths of none's median gain were reached: a mark that no run of any arm has set by itself
    most_change: Figure | None  # relative change of these against none
    accepted_first: Figure | None  # share of the first 8 proposals that was accepted
    accepted: Figure | None  # of all
    percentile: Figure | None  # share of the leaderboards' teams not ahead, in [0, 1]
    percentile_change: Figure | None  # difference to none
    medals: int


def courses(log: EventLog, sweep: SweepId) -> tuple[Course, ...]:
    """The finished runs of a sweep."""
    found = []
    for row in rows(log, sweep):
        if row.status is None:
            continue
        follower = Follower(log, (sweep_stream(sweep), run_stream(RunId(row.run))), RunState(run=RunId(row.run)), runs.evolve)
        follower.catch_up()
        state, direction = follower.state, Direction(row.direction)
        found.append(
            Course(
                arm=state.sweep.started.arm if state.sweep.started else Arm.NONE,
                seed=state.seed,
                competition=row.competition,
                domain=row.domain,
                direction=direction,
                course=trajectory(state.tree, direction),
                percentile=row.percentile,
                medal=row.medal,
                valid=row.valid,
                dummy=state.tree.profiled.dummy_score if state.tree.profiled else None,
                score=row.score,
            )
        )
    return tuple(found)


def compared(found: Sequence[Course], *, budget: int, baseline: Arm = Arm.NONE) -> tuple[ArmEntry, ...]:
    """One entry an arm, in the order in which the arms come.

    Args:
        found: Runs of all arms; those of one competition and seed share their folds, so that scores can be compared.
        budget: Trials that each run had.
        baseline: The arm whose revalidated best is to be reached, and which the differences are against.
    """
    base = {_key(one): one for one in found if one.arm is baseline}
    best = {key: one.course.chosen for key, one in base.items() if one.course.chosen is not None}
    arms = dict.fromkeys(one.arm for one in found)
    return tuple(_entry(arm, [one for one in found if one.arm is arm], base, best, budget=budget) for arm in arms)


_Key = tuple[str, int]


class _Reached(msgspec.Struct, frozen=True, kw_only=True):
    """How soon the runs of an arm had reached their marks."""

    trials: float
    share: float
    change: Figure | None


def _entry(arm: Arm, own: list[Course], base: dict[_Key, Course], best: dict[_Key, float], *, budget: int) -> ArmEntry:
    against = [one for one in own if _key(one) in base and one.arm is not base[_key(one)].arm]
    to_best, to_most = _reached(own, base, best, budget=budget), _reached(own, base, _most(base), budget=budget)
    return ArmEntry(
        arm=arm,
        runs=len(own),
        valid=sum(one.valid for one in own),
        trials=to_best.trials,
        reached=to_best.share,
        trials_change=to_best.change,
        most=to_most.trials,
        most_change=to_most.change,
        accepted_first=_over_competitions(own, lambda one: _share(one.course.verdicts[:FIRST])),
        accepted=_over_competitions(own, lambda one: _share(one.course.verdicts)),
        percentile=_over_competitions(own, lambda one: one.percentile),
        percentile_change=_over_competitions(against, lambda one: _difference(one.percentile, base[_key(one)].percentile)),
        medals=sum(one.medal is not None for one in own),
    )


def _most(base: dict[_Key, Course]) -> dict[_Key, float]:
    """For each run of the baseline nine tenths of the way from its dummy to the median gain of its competition's runs."""
    gains: dict[str, list[float]] = {}
    for one in base.values():
        if one.course.chosen is not None and one.dummy is not None:
            gains.setdefault(one.competition, []).append(one.course.chosen - one.dummy)
    known = {key: one.dummy for key, one in base.items() if one.competition in gains and one.dummy is not None}
    return {key: dummy + MOST * median(gains[key[0]]) for key, dummy in known.items()}


def _reached(own: list[Course], base: dict[_Key, Course], marks: dict[_Key, float], *, budget: int) -> _Reached:
    marked = [one for one in own if _key(one) in marks]
    trials = {_key(one): trials_to_reach(one.course, marks[_key(one)], one.direction) for one in marked}
    spent = {key: budget + 1 if number is None else number for key, number in trials.items()}
    cold = {key: trials_to_reach(base[key].course, mark, base[key].direction) or budget + 1 for key, mark in marks.items()}
    others = [one for one in marked if one.arm is not base[_key(one)].arm]
    return _Reached(
        trials=fmean(_by_competition(marked, lambda one: spent[_key(one)])) if marked else math.nan,
        share=fmean(number is not None for number in trials.values()) if trials else math.nan,
        change=_relative(_over_competitions(others, lambda one: math.log(spent[_key(one)] / cold[_key(one)]))),
    )


def _key(one: Course) -> _Key:
    return one.competition, one.seed


def _share(verdicts: Sequence[bool]) -> float | None:
    return fmean(verdicts) if verdicts else None


def _difference(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one - other


def _by_competition(found: Iterable[Course], value: Callable[[Course], float | None]) -> list[float]:
    """One value a competition: the mean over its seeds, those without a value left out."""
    gathered: dict[str, list[float]] = {}
    for one in found:
        if (number := value(one)) is not None:
            gathered.setdefault(one.competition, []).append(number)
    return [fmean(numbers) for _, numbers in sorted(gathered.items())]


def _over_competitions(found: Iterable[Course], value: Callable[[Course], float | None]) -> Figure | None:
    values = _by_competition(found, value)
    interval = mean_interval(values, confidence=CONFIDENCE)
    if interval is None:
        return Figure(mean=values[0], lower=None, upper=None) if values else None
    return _figure(interval)


def _figure(interval: Mean) -> Figure:
    return Figure(mean=interval.mean, lower=interval.lower, upper=interval.upper)


def _relative(ratio: Figure | None) -> Figure | None:
    """From a mean of logarithms to a relative change."""
    if ratio is None:
        return None
    mean, lower, upper = (None if value is None else math.expm1(value) for value in (ratio.mean, ratio.lower, ratio.upper))
    return Figure(mean=mean or 0.0, lower=lower, upper=upper)
