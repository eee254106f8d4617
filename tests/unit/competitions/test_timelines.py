"""Forecasting competitions are recognised by their rows, and solutions run on folders as people have them."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from haste.competitions import folder, own_data, sources, timelines
from haste.competitions.profile import profile
from haste.evaluation import scoring, tables
from haste.evaluation.views import fold_view
from haste.techniques.blueprint import Blueprint
from haste.techniques.fitting import applicable, changed
from haste.techniques.task import Task
from haste.vocabulary.competition import Relation, Split, Timeline
from haste.vocabulary.scales import SplitKind
from tests.unit.competitions.folders import labels, write_files
from tests.unit.competitions.series_folders import FOLDERS, days, filled, weekly
from tests.unit.techniques.examples import drafts, run_all

DAY = 86_400.0
EXPECTED = {  # time, unit, step, keys, series, horizon
    "one_column_beside_the_date": ("date", "seconds", DAY, (), 1, 21),
    "days_with_gaps": ("day", "seconds", DAY, (), 1, 25),
    "many_short_series": ("week", "numbers", 1.0, ("shop",), 300, 4),
    "months": ("month", "months", 1.0, (), 1, 12),
    "numbered_weeks": ("week", "seconds", 7 * DAY, (), 1, 12),
    "whole_numbers_as_time": ("t", "numbers", 1.0, (), 1, 20),
    "steps_beside_an_id": ("step", "numbers", 1.0, (), 1, 10),
    "some_series_and_new_ones": ("date", "seconds", DAY, ("store", "item"), 4, 21),
    "a_target_with_holes_and_negatives": ("date", "seconds", DAY, (), 1, 15),
    "hours_with_zones": ("at", "seconds", 3600.0, (), 1, 48),
    "times_that_stand_twice": ("date", "seconds", DAY, (), 1, 20),
    "the_last_days_of_each_month": ("date", "seconds", DAY, (), 1, 9),
    "dates_as_whole_numbers": ("yyyymmdd", "seconds", DAY, (), 1, 14),
    "a_flag_to_foretell": ("date", "seconds", DAY, (), 1, 20),
}


def task_of(name: str, place: Path) -> Task:
    """The competition of an odd folder."""
    FOLDERS[name](place)
    competition = folder.load(place)
    return Task(competition=competition, profile=profile(competition))


@pytest.mark.parametrize("name", EXPECTED)
def test_time_step_and_series_are_found(name: str, tmp_path: Path) -> None:
    task = task_of(name, tmp_path / "a")

    found = task.profile.timeline
    assert task.competition.domain == "forecasting"
    assert found is not None
    assert (found.time, found.unit, found.step, found.keys, found.series, found.horizon) == EXPECTED[name]
    assert task.profile.relation.kind is (SplitKind.INTERLEAVED if name.startswith("the_last") else SplitKind.LATER)
    assert any(remark.startswith("series in time: ") for remark in folder.inferred(tmp_path / "a"))


def test_what_config_says_goes_first_and_rows_without_time_are_not_refused(tmp_path: Path) -> None:
    task = task_of("rows_without_any_time", tmp_path / "a")
    FOLDERS["months"](tmp_path / "b")
    (tmp_path / "b" / "config.yaml").write_text("domain: tabular\n", encoding="utf-8")

    assert (task.competition.domain, task.profile.timeline) == ("forecasting", None)
    assert folder.load(tmp_path / "b").domain == "tabular"


@pytest.mark.parametrize("odd", ["labels", "rows that are counted", "random rows", "no rhythm", "many rows at each time"])
def test_what_is_no_forecast_stays_a_table(odd: str, tmp_path: Path) -> None:
    table = pd.DataFrame({"id": range(120), "date": days(120), "x": range(0, 240, 2), "y": weekly(120)})
    later = table["id"] >= 100
    match odd:
        case "labels":
            table["y"] = labels("a", "b", "c", count=120)
        case "random rows":
            later = table["id"] * 37 % 101 < 20
        case "rows that are counted":
            table = table.drop(columns="date").assign(x=np.arange(120) * 37 % 101, number=range(120), y=np.random.default_rng(0).normal(0, 1, 120))
        case "no rhythm":
            table["date"] = pd.Series(pd.Timestamp("2021-01-01") + pd.to_timedelta([n**2.7 for n in range(120)], "min")).astype(str)
        case _:
            table["date"] = sorted(days(10).tolist() * 12)
            later = table["date"] >= "2021-01-09"
    filled(tmp_path / "a", table, later, "y", sample="id")

    assert folder.load(tmp_path / "a").domain == "tabular"


@pytest.mark.parametrize(
    ("names", "keys"),
    [
        (["a", "b", "c"], ("c", "b", "a")),
        (["a", "b", "c", "many", "few"], ("few",)),
        (["a", "b", "c", "many"], ("many",)),
        (["gaps"], ("gaps",)),
        (["a", "b"], None),
        (["a", "b", "c", "torn"], None),
        ([], None),
    ],
)
def test_series_are_named_by_the_fewest_columns_and_of_these_by_those_with_the_fewest_values(names: list[str], keys: tuple[str, ...] | None) -> None:
    cells = np.indices((3, 4, 5, 12)).reshape(4, -1)
    series = np.ravel_multi_index(tuple(cells[:3]), (3, 4, 5))
    table = pd.DataFrame({"t": cells[3], "a": cells[0], "b": [f"b{part}" for part in cells[1]], "c": cells[2].astype(float), "few": series})
    table["many"] = [f"{one} {step % 2}" for one, step in zip(series, cells[3], strict=True)]
    table["gaps"] = pd.Series([f"s{one}" for one in series]).where(series > 0)
    if "torn" in names:
        table = pd.concat([table, table], ignore_index=True).assign(torn=np.arange(2 * len(table)) // len(table))
    later = Relation(kind=SplitKind.LATER, column="t")

    found = timelines.found(table[table["t"] < 10], table[table["t"] > 9], names, later, id_column="id")

    assert (found and found.keys) == keys


def test_a_fold_keeps_ids_that_tell_the_time(tmp_path: Path) -> None:
    task = task_of("one_column_beside_the_date", tmp_path / "a")
    split = Split(kind=SplitKind.LATER, column="date", folds=3, holdout=0.15, seed=0)

    view = fold_view(task.competition, split, 1, folder=tmp_path / "views")

    train, test = (tables.read(view.input / f"{part}.csv") for part in ("train", "test"))
    assert train["date"].max() < test["date"].min()
    assert isinstance(scoring.score((view.input / "sample_submission.csv").read_bytes(), tables.read(view.answers), task.competition), float)


def test_one_table_of_a_series_is_a_forecast_once_its_last_rows_are_held_out(tmp_path: Path) -> None:
    write_files(tmp_path / "mine", train={"date": days(100), "y": weekly(100)}, test=None, sample_submission=None)
    (tmp_path / "mine" / "config.yaml").write_text("split: {kind: later, column: date}\n", encoding="utf-8")

    competition = own_data.prepare(sources.find(tmp_path / "mine"), into=tmp_path / "into")

    found = profile(competition).timeline
    assert competition.domain == "forecasting"
    assert isinstance(found, Timeline)
    assert (found.time, found.horizon) == ("date", 20)


def test_solutions_run_on_every_odd_folder(tmp_path: Path) -> None:
    solutions: list[tuple[Task, Blueprint]] = []
    for number, name in enumerate(FOLDERS):
        task = task_of(name, tmp_path / name)
        draft = drafts(task)[number % len(drafts(task))]
        options = applicable(task, draft)
        solutions.append((task, changed(task, options[number * 7 % len(options)], draft)))

    assert len({blueprint.slugs for _, blueprint in solutions}) > 8
    assert run_all(tmp_path / "solutions", solutions) == []


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", FOLDERS)
def test_every_change_of_two_drafts_runs_on_every_odd_folder(name: str, tmp_path: Path) -> None:
    task = task_of(name, tmp_path / name)
    ways = [drafts(task)[0], drafts(task)[-1]]
    variants = [changed(task, technique, draft) for draft in ways for technique in applicable(task, draft)]

    assert run_all(tmp_path / "solutions", [(task, blueprint) for blueprint in variants]) == []
