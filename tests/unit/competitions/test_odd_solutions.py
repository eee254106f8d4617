"""Solutions of every approach run on folders as people have them, and answer in the form that was asked for."""

from pathlib import Path

from haste.competitions import own_data, sources
from haste.competitions.profile import profile
from haste.techniques.blueprint import Blueprint
from haste.techniques.task import Task
from tests.unit.competitions.odd_folders import FOLDERS
from tests.unit.techniques.examples import drafts, run_all


def test_drafts_of_all_approaches_run_on_every_odd_folder(tmp_path: Path) -> None:
    solutions: list[tuple[Task, Blueprint]] = []
    for number, (name, fill) in enumerate(FOLDERS.items()):
        fill(tmp_path / name)
        competition = own_data.prepare(sources.find(tmp_path / name), into=tmp_path / "into")
        task = Task(competition=competition, profile=profile(competition))
        possible = drafts(task)
        solutions.append((task, possible[number % len(possible)]))

    assert len({blueprint.slugs for _, blueprint in solutions}) >= 3
    assert run_all(tmp_path / "solutions", solutions) == []
