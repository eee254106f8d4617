"""How far scores can be believed: what the search saw and what the private answers gave, against the fresh split between them."""

from collections.abc import Sequence
from statistics import fmean

import msgspec

from haste.projections.trajectory import trajectory
from haste.report.html.figures import bounds, signed
from haste.report.html.forest import BEYOND, EDGE, HEIGHT, SMALLEST, WIDTH, forest_axis
from haste.report.html.run_page import RunPage
from haste.report.html.svg import Scale, drawing, line, mark
from haste.statistics import mean_interval

CONFIDENCE = 0.95


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """One run's solution, scored three times; differences to the fresh split as shares of what that split gave over the dummy, above 0 is better."""

    competition: str
    search: float | None  # mean of the folds that the search compared it on: above 0 is what choosing the best has flattered
    private: float | None  # against the private answers: below 0 is what the fresh split promised too much


class Gaps(msgspec.Struct, frozen=True, kw_only=True):
    """The gaps of one page, drawn on one scale, and over all runs."""

    axis: str
    rows: tuple[tuple[Gap, str], ...]
    search: str  # mean with its interval, in words
    private: str


def gaps(runs: Sequence[RunPage]) -> Gaps | None:
    """Both gaps of all runs that were graded; None where no run has any."""
    found = [gap for run in runs if (gap := gap_of(run)) is not None and (gap.search is not None or gap.private is not None)]
    if not found:
        return None
    scale = gap_scale(found)
    return Gaps(
        axis=forest_axis(scale, label="scale of the gaps"),
        rows=tuple((gap, gap_row(gap, scale)) for gap in found),
        search=_mean([gap.search for gap in found if gap.search is not None]),
        private=_mean([gap.private for gap in found if gap.private is not None]),
    )


def gap_of(run: RunPage) -> Gap | None:
    """The gaps of a run; None where nothing was validated, or where that was no better than the dummy, so that there is no scale."""
    validation, dummy, sign = run.entry.validation, run.dummy, run.competition.metric.direction.sign
    if validation is None or dummy is None or sign * (validation - dummy) <= 0:
        return None
    searched = _searched(run)

    def share(score: float | None) -> float | None:
        return None if score is None else sign * (score - validation) / abs(validation - dummy)

    return Gap(competition=run.entry.competition, search=share(searched), private=share(run.entry.score))


def _searched(run: RunPage) -> float | None:
    """What the search saw of that which was submitted: an ensemble on each fold with weights fitted on the others."""
    tree = run.tree
    if tree.submitted is not None and tree.submitted.members and tree.ensemble is not None:
        return fmean(tree.ensemble.scores)
    return trajectory(tree, run.competition.metric.direction).chosen


def gap_scale(found: Sequence[Gap]) -> Scale:
    """A scale that holds all gaps, and 0 in it."""
    values = [value for gap in found for value in (gap.search, gap.private) if value is not None]
    return Scale(lower=min(*values, -SMALLEST), upper=max(*values, SMALLEST), start=EDGE, end=WIDTH - EDGE)


def gap_row(gap: Gap, scale: Scale) -> str:
    """One run: an open circle for the search, a full one for the private score, both against the line of the fresh split."""
    middle = HEIGHT / 2
    said = f"{gap.competition}: search {signed(gap.search)}, private {signed(gap.private)}"
    pieces = [line((scale.at(0.0), -BEYOND), (scale.at(0.0), HEIGHT + BEYOND), "zero")]
    if gap.search is not None:
        pieces.append(mark("circle", (scale.at(gap.search), middle), "found", said=f"search {signed(gap.search)}", size=4.0))
    if gap.private is not None:
        pieces.append(mark("circle", (scale.at(gap.private), middle), "proven", said=f"private {signed(gap.private)}", size=4.0))
    return drawing(WIDTH, HEIGHT, *pieces, name="forest", label=said)


def _mean(values: Sequence[float]) -> str:
    interval = mean_interval(values, confidence=CONFIDENCE)
    return f"{signed(interval.mean)} ({bounds((interval.lower, interval.upper))})" if interval else signed(values[0] if values else None)
