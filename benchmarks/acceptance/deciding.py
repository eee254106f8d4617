"""One unit of work: a small competition, a solution to start from, and others made of it.

Each is fitted anew on every fold, and judged in every way that HASTE judges.
"""

import random
import tempfile
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.acceptance.drawing import ROWS, draw
from benchmarks.acceptance.fitting import TooSlowError, run
from haste.competitions.profile import profile
from haste.domains import registry as domains
from haste.errors import SubmissionError
from haste.evaluation import metrics, scoring, submissions, tables, views
from haste.evaluation.dummy import dummy_score
from haste.evaluation.measures import Array
from haste.seeds import derive
from haste.techniques.blueprint import Blueprint
from haste.techniques.fitting import applicable, changed, started
from haste.techniques.rendering import render
from haste.techniques.task import Task
from haste.vocabulary.competition import Competition, Split
from haste.vocabulary.scales import AnswerForm
from haste.vocabulary.solution import Resources

PROPOSALS = 8  # of one solution
ROUNDS = 60  # of a bootstrap: fewer than those of a run, for a standard error to 9 % of itself instead of 4 %
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


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """The solutions of one unit by one metric, the parent first."""

    competition: str
    unit: int
    metric: str
    own: bool  # whether it is the competition's own metric
    zero: float  # score of the best constant
    solutions: tuple[Solution, ...]
    errors: tuple[
        tuple[float, ...], ...
    ] = ()  # own metric only: for each of five hold-outs, bootstrap errors of the gains between pairs of solutions
    rows: int = ROWS  # trained on


class Judged(NamedTuple):
    """Submissions of one solution."""

    five: tuple[bytes, ...]
    three: tuple[bytes, ...]
    whole: bytes


class Fitted(NamedTuple):
    """All that was predicted in one unit, and what is right."""

    competition: Competition  # its train.csv is read once more, for the best constant
    number: int
    known: list[tuple[str, str, Judged]]  # kind, change and submissions, the parent first
    five: list[pd.DataFrame]  # answers to each fold
    three: list[pd.DataFrame]
    truth: pd.DataFrame  # answers to the rows that were kept away
    rows: int = ROWS  # trained on


class Unit:
    """A small competition with its views.

    Args:
        whole: The bundled competition.
        number: Of the unit: it draws rows, splits and techniques.
        place: A folder that can be thrown away.
        rows: To train on.
    """

    def __init__(self, whole: Competition, number: int, place: Path, rows: int = ROWS) -> None:
        self.patience = rows / ROWS
        self.number = number
        self.place = place
        self.chance = random.Random(derive(number, whole.id, 0, "acceptance"))  # noqa: S311 - a derived seed has to give the same choice again
        self.drawn = {
            "plain": draw(whole, number, place / "plain", train_rows=rows),
            "noisy": draw(whole, number, place / "noisy", noise=True, train_rows=rows),
        }
        self.tasks = {kind: Task(competition=drawn.competition, profile=profile(drawn.competition)) for kind, drawn in self.drawn.items()}
        self.splits = [Split(folds=folds, stratified=whole.form is not AnswerForm.VALUE, seed=number + 1) for folds in (5, 3)]

    def fitted(self, blueprint: Blueprint, kind: str, seed: int) -> Judged:
        """Fit a solution on every fold, and on all rows, plain or with noise columns."""
        competition = self.drawn[kind].competition
        code = render(blueprint, self.tasks[kind], resources=_RESOURCES, seed=seed)
        folder, output = self.place / f"views-{kind}", self.place / "submission.csv"
        five, three = (
            tuple(
                run(code, views.fold_view(competition, split, fold, folder=folder).input, output, seed, self.patience) for fold in range(split.folds)
            )
            for split in self.splits
        )
        return Judged(five, three, run(code, Path(competition.public), output, seed, self.patience))

    def answers(self, split: Split) -> list[pd.DataFrame]:
        """Of the rows of each fold."""
        shown = (views.fold_view(self.drawn["plain"].competition, split, fold, folder=self.place / "views-plain") for fold in range(split.folds))
        return [tables.read(view.answers) for view in shown]


def measured(whole: Competition, number: int, rows: int = ROWS) -> list[Measured]:
    """Scores of the solutions of one unit by several metrics; none where its first solution does not run."""
    with tempfile.TemporaryDirectory() as place:
        unit = Unit(whole, number, Path(place), rows)
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
        five, three = (unit.answers(split) for split in unit.splits)
        drawn = unit.drawn["plain"]
        return judged(Fitted(drawn.competition, number, known, five, three, drawn.truth, rows))


def judged(fitted: Fitted) -> list[Measured]:
    """Scores by the competition's own metric, then by others of the same form of answers."""
    names = dict.fromkeys((fitted.competition.metric.name, *_SIBLINGS.get(fitted.competition.form, ())))
    return [found for name in names if (found := _by_metric(fitted, name)) is not None]


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


def _by_metric(fitted: Fitted, name: str) -> Measured | None:
    competition = msgspec.structs.replace(fitted.competition, metric=metrics.resolve(name))
    own, sign, zero = name == fitted.competition.metric.name, competition.metric.direction.sign, dummy_score(competition)
    if zero is None:
        return None

    def scored(given: Sequence[bytes], answers: Sequence[pd.DataFrame]) -> tuple[float, ...]:
        pairs = zip(given, answers, strict=True)
        return tuple(_short(sign * scoring.score(submission, rows, competition)) for submission, rows in pairs)

    try:
        found = tuple(
            Solution(
                change=change,
                kind=kind,
                five=scored(predicted.five, fitted.five),
                three=scored(predicted.three, fitted.three),
                truth=scored([predicted.whole], [fitted.truth])[0],
            )
            for kind, change, predicted in fitted.known
        )
    except SubmissionError:
        return None  # a metric that is not defined on a fold of this draw
    return Measured(
        competition=competition.id,
        unit=fitted.number,
        metric=name,
        own=own,
        zero=_short(sign * zero),
        solutions=found,
        errors=_errors(fitted, competition) if own else (),
        rows=fitted.rows,
    )


def _errors(fitted: Fitted, competition: Competition) -> tuple[tuple[float, ...], ...]:
    """What `scoring.lift_of_rows` would find for each pair of solutions on each fold; all on the same resamplings, which is cheaper."""
    chance, errors = np.random.default_rng(fitted.number), []
    for fold, answers in enumerate(fitted.five):
        truth = submissions.truth(answers, competition)
        predicted = [scoring.check(solution.five[fold], answers, competition) for _, _, solution in fitted.known]
        scores = [_on(chance.integers(0, len(truth), len(truth)), truth, predicted, competition) for _ in range(ROUNDS)]
        defined = np.array([score for score in scores if score is not None])
        gains = (defined[:, one] - defined[:, other] for one, other in combinations(range(len(predicted)), 2))
        errors.append(tuple(_short(float(np.std(gain, ddof=1))) for gain in gains))
    return tuple(errors)


def _on(rows: NDArray[np.int64], truth: Array, predicted: Sequence[Array], competition: Competition) -> list[float] | None:
    try:
        return [metrics.measure(competition.metric.name, truth[rows], one[rows], competition) for one in predicted]
    except SubmissionError:
        return None  # a resampling on which the metric is not defined


def _short(value: float) -> float:
    """Six digits: more than a table shows, and fewer bytes in the file."""
    return float(np.format_float_positional(value, precision=6, fractional=False)) if np.isfinite(value) else value
