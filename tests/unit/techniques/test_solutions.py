"""Rendered solutions run on difficult tables and texts, and answer in the form that was asked for."""

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from haste.techniques import registry
from haste.techniques.blueprint import Blueprint
from haste.techniques.fitting import applicable, changed
from haste.techniques.rendering import render
from haste.techniques.task import Task
from haste.vocabulary.competition import Relation
from haste.vocabulary.scales import SplitKind
from tests.unit.techniques.examples import CASES, RESOURCES, drafts, run_all, seemingly_large, task_in

Solutions = list[tuple[Task, Blueprint]]


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Task]:
    folder = tmp_path_factory.mktemp("cases")
    return {case: seemingly_large(task_in(folder / case, case)) for case in CASES}


@pytest.fixture(scope="module")
def covering(tasks: dict[str, Task]) -> Solutions:
    """Drafts of every case, and every technique once, on a draft that it applies to or on another one's change of it."""
    solutions = [(task, draft) for task in tasks.values() for draft in drafts(task)]
    used = {slug for _, draft in solutions for slug in draft.slugs}
    for task, blueprint in solutions:  # grows on the way: what was added is tried too
        for technique in applicable(task, blueprint):
            if technique.slug not in used:
                used.add(technique.slug)
                solutions.append((task, changed(task, technique, blueprint)))
    return solutions


def test_every_technique_applies_to_a_draft_of_some_case_or_after_one_that_does(covering: Solutions) -> None:
    named = {slug for _, blueprint in covering for slug in blueprint.slugs}
    given = {slug for slug in registry.every() for _, blueprint in covering if registry.find(slug).settings.items() & blueprint.settings.items()}

    applied = {technique.slug for task, blueprint in covering for technique in applicable(task, blueprint)}

    assert named | given | applied == set(registry.every())


def test_a_solution_of_every_technique_gives_a_valid_submission(covering: Solutions, tmp_path: Path) -> None:
    assert run_all(tmp_path, covering) == []


def test_where_groups_are_whole_what_a_blend_looks_at_out_of_fold_is_of_other_groups(tasks: dict[str, Task], tmp_path: Path) -> None:
    grouped = {}
    for case in ("species", "species-label", "price"):
        relation = Relation(kind=SplitKind.GROUPED, column="town", steps=40)
        grouped[case] = msgspec.structs.replace(tasks[case], profile=msgspec.structs.replace(tasks[case].profile, relation=relation))
    blends = [
        (task, msgspec.structs.replace(drafts(task)[0], models=("linear", "extra-trees"), answers=answers))
        for task, answers in zip(grouped.values(), (("temperature",), ("label-weights",), ()), strict=True)
    ]

    texts = [render(blueprint, task, resources=RESOURCES, seed=1) for task, blueprint in blends]

    assert ["x_test, SEED, groups=pd.factorize(train[GROUP])[0])" in text for text in texts] == [True, True, False]
    assert "np.mean(predictions, axis=0)" in texts[2]  # a quarter at random would have rows of all groups
    assert run_all(tmp_path, blends) == []


def test_rendered_solutions_are_formatted_and_name_nothing_that_is_not_there(covering: Solutions, tmp_path: Path) -> None:
    for number, (task, blueprint) in enumerate(covering):
        (tmp_path / f"s{number}.py").write_text(render(blueprint, task, resources=RESOURCES, seed=1))
    options = ["--isolated", "--line-length", "150", str(tmp_path)]

    for command in (["format", "--check", "--diff"], ["check", "--select", "E,F,I,B"]):
        done = subprocess.run([sys.executable, "-m", "ruff", *command, *options], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:]


def test_the_same_solution_gives_the_same_submission_twice(tasks: dict[str, Task], tmp_path: Path) -> None:
    same = [(tasks["species"], drafts(tasks["species"])[1])] * 2

    assert run_all(tmp_path, same) == []
    assert (tmp_path / "submission-0.csv").read_bytes() == (tmp_path / "submission-1.csv").read_bytes()


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("case", CASES)
def test_every_change_of_every_draft_gives_a_valid_submission(case: str, tasks: dict[str, Task], tmp_path: Path) -> None:
    task = tasks[case]
    variants = [changed(task, technique, draft) for draft in drafts(task) for technique in applicable(task, draft)]

    assert run_all(tmp_path, [(task, blueprint) for blueprint in variants]) == []
