"""One unit of work: a small competition, a solution to start from, and others made of it.

Each is fitted anew on every fold, and judged in every way that HASTE judges.
"""

import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import pandas as pd

from benchmarks.acceptance.drawing import draw
from benchmarks.acceptance.fitting import TooSlowError, run
from haste.competitions.profile import profile
from haste.domains import registry as domains
from haste.errors import SubmissionError
from haste.evaluation import metrics, scoring, tables, views
from haste.evaluation.dummy import dummy_score
from haste.seeds import derive
from haste.techniques.blueprint import Blueprint
from haste.techniques.fitting import applicable, changed, started
from haste.techniques.rendering import render
from haste.techniques.task import Task
from haste.vocabulary.competition import Competition, Split
from haste.vocabulary.scales import AnswerForm
from haste.vocabulary.solution import Resources

PROPOSALS = 8  # of one solution
_ROUNDS = 100  # of a bootstrap: a quarter of those of a run, for a standard error to 7 % of itself instead of 4 %
_STEPS_MAX = 3  # techniques that a solution may have adopted before
_RESOURCES = Resources(memory_bytes=2**31, time_limit_s=60.0)
_SIBLINGS = {
    AnswerForm.PROBABILITY: ("auc", "log_loss", "average_precision"),
    AnswerForm.LABEL: ("accuracy", "macro_f1", "balanced_accuracy", "mcc"),
    AnswerForm.VALUE: ("rmse", "mae", "spearman", "r2"),
}


class Solution(msgspec.Struct, frozen=True, kw_only=True):
    """One solution of a unit, by one metric; scores are higher where it is better."""

    change: str  # the technique that makes it of the parent, or what makes it null; "" for the parent
    kind: str  # "parent", "change", "seed" (the parent with another seed) or "noise" (with columns of chance)
    five: tuple[float, ...]  # scores by fold
    three: tuple[float, ...]
    truth: float  # score on the rows that were kept away
    rows: tuple[float, float] | None = None  # gain over the parent on one hold-out and its bootstrap error; own metric only


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """The solutions of one unit by one metric, the parent first."""

    competition: str
    unit: int
    metric: str
    own: bool  # whether it is the competition's own metric
    zero: float  # score of the best constant
    solutions: tuple[Solution, ...]


class Judged(NamedTuple):
    """Submissions of one solution."""

    five: tuple[bytes, ...]
    three: tuple[bytes, ...]
    whole: bytes


class Unit:
    """A small competition with its views.

    Args:
        whole: The bundled competition.
        number: Of the unit: it draws rows, splits and techniques.
        place: A folder that can be thrown away.
    """

    def __init__(self, whole: Competition, number: int, place: Path) -> None:
        self.number = number
        self.place = place
        self.chance = random.Random(derive(number, whole.id, 0, "acceptance"))  # noqa: S311 - a derived seed has to give the same choice again
        self.drawn = {"plain": draw(whole, number, place / "plain"), "noisy": draw(whole, number, place / "noisy", noise=True)}
        self.tasks = {kind: Task(competition=drawn.competition, profile=profile(drawn.competition)) for kind, drawn in self.drawn.items()}
        self.splits = [Split(folds=folds, stratified=whole.form is not AnswerForm.VALUE, seed=number + 1) for folds in (5, 3)]

    def fitted(self, blueprint: Blueprint, kind: str, seed: int) -> Judged:
        """Fit a solution on every fold, and on all rows, plain or with noise columns."""
        competition = self.drawn[kind].competition
        code = render(blueprint, self.tasks[kind], resources=_RESOURCES, seed=seed)
        folder, output = self.place / f"views-{kind}", self.place / "submission.csv"
        five, three = (
            tuple(run(code, views.fold_view(competition, split, fold, folder=folder).input, output, seed) for fold in range(split.folds))
            for split in self.splits
        )
        return Judged(five, three, run(code, Path(competition.public), output, seed))

    def scores(self, judged: Judged, competition: Competition) -> tuple[list[float], list[float], float]:
        """By fold of five, by fold of three, and the truth."""
        by_split = [
            [scoring.score(submission, self.answers(split, fold), competition) for fold, submission in enumerate(submissions)]
            for split, submissions in zip(self.splits, (judged.five, judged.three), strict=True)
        ]
        return by_split[0], by_split[1], scoring.score(judged.whole, self.drawn["plain"].truth, competition)

    def answers(self, split: Split, fold: int) -> pd.DataFrame:
        """Of the rows of one fold."""
        return tables.read(views.fold_view(self.drawn["plain"].competition, split, fold, folder=self.place / "views-plain").answers)


def measured(whole: Competition, number: int) -> list[Measured]:
    """Scores of the solutions of one unit by several metrics; none where its first solution does not run."""
    with tempfile.TemporaryDirectory() as place:
        unit = Unit(whole, number, Path(place))
        task = unit.tasks["plain"]
        base = _base(task, unit.chance)
        parent = _tried(unit, base, "plain", 1)
        if parent is None:
            return []
        tried = [
            ("parent", "", parent),
            ("seed", "another seed", _tried(unit, base, "plain", 2)),
            ("noise", "noise columns", _tried(unit, base, "noisy", 1)),
        ]
        techniques = list(applicable(task, base))
        chosen = unit.chance.sample(techniques, min(PROPOSALS, len(techniques)))
        tried += [("change", technique.slug, _tried(unit, changed(task, technique, base), "plain", 1)) for technique in chosen]
        known = [(kind, change, solution) for kind, change, solution in tried if solution is not None and (kind == "parent" or solution != parent)]
        names = dict.fromkeys((whole.metric.name, *_SIBLINGS[whole.form]))
        return [found for name in names if (found := _by_metric(unit, known, name)) is not None]


def _base(task: Task, chance: random.Random) -> Blueprint:
    """A solution as it may stand in the middle of a run."""
    approach = chance.choice(domains.find(task.competition.domain).approaches)
    blueprint = started(task, approach.name, chance.choice(approach.variants))
    for _ in range(chance.randint(0, _STEPS_MAX)):
        options = applicable(task, blueprint)
        blueprint = changed(task, chance.choice(options), blueprint) if options else blueprint
    return blueprint


def _tried(unit: Unit, blueprint: Blueprint, kind: str, seed: int) -> Judged | None:
    try:
        return unit.fitted(blueprint, kind, seed)
    except (TooSlowError, ArithmeticError, LookupError, TypeError, ValueError):
        return None  # in a sweep such a proposal fails, and no rule is asked


def _by_metric(unit: Unit, known: Sequence[tuple[str, str, Judged]], name: str) -> Measured | None:
    plain = unit.drawn["plain"].competition
    competition = msgspec.structs.replace(plain, metric=metrics.resolve(name))
    own, sign, parent, zero = name == plain.metric.name, competition.metric.direction.sign, known[0][2], dummy_score(competition)
    if zero is None:
        return None
    found = []
    for kind, change, judged in known:
        try:
            five, three, truth = unit.scores(judged, competition)
        except SubmissionError:
            return None  # a metric that is not defined on a fold of this draw
        found.append(
            Solution(
                change=change,
                kind=kind,
                five=tuple(_short(sign * score) for score in five),
                three=tuple(_short(sign * score) for score in three),
                truth=_short(sign * truth),
                rows=_rows(unit, judged, parent, competition) if own and kind != "parent" else None,
            )
        )
    return Measured(competition=competition.id, unit=unit.number, metric=name, own=own, zero=_short(sign * zero), solutions=tuple(found))


def _rows(unit: Unit, child: Judged, parent: Judged, competition: Competition) -> tuple[float, float]:
    answers = unit.answers(unit.splits[0], 0)
    lift = scoring.lift_of_rows(child.five[0], parent.five[0], answers, competition, seed=unit.number, rounds=_ROUNDS)
    return _short(lift.mean), _short(lift.se)


def _short(value: float) -> float:
    """Six digits: more than a table shows, and fewer bytes in the file."""
    return float(np.format_float_positional(value, precision=6, fractional=False)) if np.isfinite(value) else value
