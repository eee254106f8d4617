"""A run's search as a drawing: trials in order, the score of each, and what the incumbents of its lines scored."""

from collections.abc import Iterable
from statistics import median
from xml.etree.ElementTree import Element

import msgspec

from haste.projections.search_tree import Trial
from haste.report.html.figures import change, error, score
from haste.report.html.run_page import RunPage, verdict_words
from haste.report.html.svg import Scale, drawing, line, mark, steps, text, ticks
from haste.vocabulary.ids import Iteration
from haste.vocabulary.scales import Operator

WIDTH, HEIGHT = 350.0, 178.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 54.0, 342.0, 10.0, 142.0  # of the field that scores are drawn in
_FAILED_Y = 155.0  # a row of its own: these have no score
_LABEL_Y = 174.0
_REACH = 6.0  # how far below the best score the field goes, in distances of the best from the median
_LABELS_MOST = 10

SHAPES: dict[str, str] = {Operator.DRAFT: "square", Operator.IMPROVE: "circle", Operator.DEBUG: "diamond", Operator.MERGE: "triangle-up"}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """The incumbent of one line of the search: from which trial on it scored what."""

    submitted: bool  # whether what was submitted is of it
    points: tuple[tuple[int, float], ...]  # trial and score, in order


def search_plot(run: RunPage) -> str:
    """The drawing; empty before the first trial."""
    trials = run.tree.trials
    scores = {trial.iteration: found.mean for trial in trials if (found := trial.evaluation(run.folds))}
    if not trials:
        return ""
    across = Scale(lower=1, upper=max(len(trials), 2), start=_LEFT + 10, end=_RIGHT - 8)
    up = _upward(tuple(scores.values()), higher=run.higher)
    lines = [_drawn(line_, across, up, len(trials)) for line_ in incumbents(run)]
    marks = [_mark(run, trial, scores.get(trial.iteration), across, up) for trial in trials]
    label = f"{run.entry.competition}: {len(trials)} trials, {run.entry.accepted} of {run.entry.proposals} refinements accepted"
    return drawing(
        WIDTH,
        HEIGHT,
        *(_grid(up) if scores else ()),
        *_axis(trials, across),
        *_arrows(scores, across, up),
        *lines,
        *marks,
        name="search",
        label=label,
    )


def incumbents(run: RunPage) -> tuple[Line, ...]:
    """The lines of the search that went beyond their draft, and the one that was submitted."""
    chosen = run.tree.submitted.iteration if run.tree.submitted else None
    branch = run.tree.trial(chosen).branch if chosen else None
    found = []
    for start in dict.fromkeys(trial.branch for trial in run.tree.trials):
        line_ = run.tree.line(start)
        points = tuple((trial.iteration, judged.mean) for trial in line_ if trial.sound and (judged := trial.evaluation(run.folds)) is not None)
        if points and (len(line_) > 1 or start == branch):
            found.append(Line(submitted=start == branch, points=points))
    return tuple(sorted(found, key=lambda one: one.submitted))


def submitted(run: RunPage) -> dict[Iteration, float]:
    """The trials that were submitted, one or those of an ensemble, each with its share."""
    chosen = run.tree.submitted
    if chosen is None:
        return {}
    return {member.iteration: member.weight for member in chosen.members} or {chosen.iteration: 1.0}


def _upward(scores: tuple[float, ...], *, higher: bool) -> Scale:
    """Better is up, whatever the metric's direction. Scores far below the rest are drawn at the lower edge."""
    if not scores:
        return Scale(lower=0.0, upper=0.0, start=_BOTTOM, end=_TOP)
    best, worst = (max(scores), min(scores)) if higher else (min(scores), max(scores))
    reach = _REACH * abs(best - median(scores))
    if abs(best - worst) > reach > 0:
        worst = best - reach if higher else best + reach
    margin = (best - worst) * 0.06
    best, worst = best + margin, worst - margin
    if higher:
        return Scale(lower=worst, upper=best, start=_BOTTOM, end=_TOP)
    return Scale(lower=best, upper=worst, start=_TOP, end=_BOTTOM)


def _grid(up: Scale) -> Iterable[Element]:
    for value in ticks(up.lower, up.upper):
        y = up.at(value)
        yield line((_LEFT, y), (_RIGHT, y), "grid")
        yield text((_LEFT - 6, y + 3.5), score(value), "tick end")


def _axis(trials: tuple[Trial, ...], across: Scale) -> Iterable[Element]:
    """The axis below the field, with numbers of trials, as many as have room."""
    yield line((_LEFT, _BOTTOM + 5), (_RIGHT, _BOTTOM + 5), "axis")
    every = -(-len(trials) // _LABELS_MOST)
    for trial in trials:
        if trial.iteration == 1 or trial.iteration % every == 0:
            yield text((across.at(trial.iteration), _LABEL_Y), str(trial.iteration), "tick middle")


def _arrows(scores: dict[Iteration, float], across: Scale, up: Scale) -> Iterable[Element]:
    """Below each mark whose score lies outside the field."""
    for iteration, found in scores.items():
        if not up.lower <= found <= up.upper:
            yield text((across.at(iteration), up.at(found) + 14), "↓", "tick middle")


def _drawn(one: Line, across: Scale, up: Scale, until: int) -> Element:
    points = tuple((across.at(iteration), up.at(value)) for iteration, value in (*one.points, (Iteration(until), one.points[-1][1])))
    return steps(points, "line submitted" if one.submitted else "line")


def _mark(run: RunPage, trial: Trial, found: float | None, across: Scale, up: Scale) -> Element:
    said = said_of(run, trial)
    x = across.at(trial.iteration)
    if found is None:
        return mark("cross", (x, _FAILED_Y), "failed", said=said, size=3.2)
    name = "accepted" if trial.accepted else "rejected"
    if trial.iteration in submitted(run):
        name += " submitted"
    if len(trial.scores(run.folds)) < run.folds:
        name += " part"
    return mark(SHAPES.get(trial.step.operator, "circle"), (x, up.at(found)), name, said=said)


def said_of(run: RunPage, trial: Trial) -> str:
    """What a trial's mark says of it."""
    title = trial.proposal.title if trial.proposal else "no proposal"
    evaluation = trial.evaluation(run.folds)
    parts = [f"trial {trial.iteration}, {trial.step.operator}: {title}"]
    if evaluation:
        parts.append(f"{run.competition.metric.name} {score(evaluation.mean)} over {len(evaluation.scores)} of {run.folds} folds")
    parts.append(verdict_words(trial))
    if trial.lift:
        parts.append(f"lift {change(trial.lift.mean)} ± {error(trial.lift.se)}")
    if trial.failure:
        parts.append(f"{trial.failure.status}: {trial.failure.reason}")
    if trial.proposal and trial.proposal.skills:
        parts.append(f"cites {', '.join(trial.proposal.skills)}")
    if weight := submitted(run).get(trial.iteration):
        parts.append("submitted" if weight == 1 else f"submitted, {weight:.0%} of an ensemble")
    return "\n".join(parts)
