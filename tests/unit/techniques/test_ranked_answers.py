"""A few labels to answer, best first: the solutions that the offline author writes, and the forms that it leaves alone."""

from pathlib import Path

import msgspec
import numpy as np
import pytest

from benchmarks.acceptance.fitting import run
from haste.competitions import folder
from haste.competitions.profile import profile
from haste.evaluation import scoring, tables, views
from haste.llm.composing import choose
from haste.techniques.fitting import started
from haste.techniques.rendering import render
from haste.techniques.task import Task
from haste.vocabulary.competition import Competition, Split
from haste.vocabulary.scales import AnswerForm, TargetKind
from haste.vocabulary.solution import Resources
from tests.unit.competitions.folders import Rows, write
from tests.unit.llm.examples import brief

RESOURCES = Resources(memory_bytes=2**30, time_limit_s=60.0)


def kinds(place: Path) -> Competition:
    """Five kinds that one column tells, four out of five times."""
    chance = np.random.default_rng(2)
    kind = chance.integers(0, 5, 200)
    seen = np.where(chance.random(200) < 0.8, kind, chance.integers(0, 5, 200))
    train: Rows = {"id": range(200), "x": seen + chance.normal(0, 0.1, 200), "y": [f"kind{number}" for number in kind]}
    files: dict[str, Rows] = {
        "train": train,
        "test": {"id": range(200, 220), "x": range(20)},
        "sample_submission": {"id": range(200, 220), "y": ["kind0 kind1"] * 20},
    }
    return folder.load(write(place, config="id: toy\nmetric: map@3\n", **files))


def test_the_metric_asks_for_ranked_labels(tmp_path: Path) -> None:
    found = kinds(tmp_path)

    assert (found.form, found.metric.name, found.classes) == (AnswerForm.RANKED_LABELS, "map_at_3", tuple(f"kind{number}" for number in range(5)))
    assert profile(found).target_kind is TargetKind.MULTICLASS


def test_a_solution_names_the_likeliest_labels_first(tmp_path: Path) -> None:
    competition = kinds(tmp_path)
    task = Task(competition=competition, profile=profile(competition))
    code = render(started(task, "linear", ("plain-numbers", "linear")), task, resources=RESOURCES, seed=1)
    view = views.fold_view(competition, Split(folds=3, stratified=True, seed=1), 0, folder=tmp_path / "views")

    submission = run(code, view.input, tmp_path / "submission.csv", 1)

    assert set(tables.parse(submission)["y"].str.count(" ")) == {2}
    assert scoring.score(submission, tables.read(view.answers), competition) > 0.75


@pytest.mark.parametrize("form", [AnswerForm.MASK, AnswerForm.TEXT])
def test_forms_that_no_technique_predicts_get_no_proposal(form: AnswerForm) -> None:
    asked = brief()
    assert choose(asked) is not None

    assert choose(msgspec.structs.replace(asked, competition=msgspec.structs.replace(asked.competition, form=form))) is None
