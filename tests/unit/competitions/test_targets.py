"""What a person names on the command line becomes competitions."""

import shutil
from pathlib import Path

import pytest

from haste.competitions import bundled, targets
from haste.errors import CompetitionError, TargetError
from tests.unit.competitions.folders import write, write_files


def test_a_folder_of_one_competition_is_that_competition(tmp_path: Path) -> None:
    (competition,) = targets.resolve([str(write(tmp_path / "a"))], into=tmp_path / "into")

    assert competition.id == "toy"


def test_a_folder_of_folders_is_all_of_its_competitions_by_name(tmp_path: Path) -> None:
    for name in ("b", "a"):
        write(tmp_path / "all" / name, config=None)
    (tmp_path / "all" / "notes").mkdir()

    found = targets.resolve([str(tmp_path / "all")], into=tmp_path / "into")

    assert [competition.id for competition in found] == ["a", "b"]


def test_what_is_named_twice_is_there_once(tmp_path: Path) -> None:
    place = write(tmp_path / "all" / "a")

    assert len(targets.resolve([str(place), str(tmp_path / "all"), str(place / "prepared" / "public")], into=tmp_path / "into")) == 1


def test_two_competitions_with_one_id_are_refused(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a"), write(tmp_path / "b")

    with pytest.raises(TargetError, match=r"found 'toy' twice"):
        targets.resolve([str(first), str(second)], into=tmp_path / "into")


def test_a_folder_without_a_sample_is_copied_with_one(tmp_path: Path) -> None:
    place = write_files(tmp_path / "mine", sample_submission=None)

    (competition,) = targets.resolve([str(place)], into=tmp_path / "into")

    assert Path(competition.public).is_relative_to(tmp_path / "into")


def test_a_folder_with_a_misfit_is_refused_and_not_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "all" / "a")
    write(tmp_path / "all" / "b", test=None)

    with pytest.raises(CompetitionError, match=r"expected a file test\.csv"):
        targets.resolve([str(tmp_path / "all")], into=tmp_path / "into")


@pytest.mark.parametrize(
    ("target", "near"),
    [("pub-food-review", "pub-food-reviews"), ("toor", "tour"), ("zzz", "Known names: tour, tour-two, dozen, lite, full, pub-appliance-current")],
)
def test_a_name_of_nothing_is_refused_with_the_nearest(target: str, near: str, tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=near):
        targets.resolve([target], into=tmp_path / "into")


def test_a_folder_without_competitions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=r"found a folder without train\.csv"):
        targets.resolve([str(tmp_path)], into=tmp_path / "into")


def test_every_suite_is_made_of_bundled_competitions() -> None:
    assert {name for suite in bundled.suites().values() for name in suite} <= set(bundled.ids())


def test_full_is_everything_and_the_other_suites_need_nothing_that_make_does_not_get() -> None:
    suites = bundled.suites()
    optional = {name for name in bundled.ids() if bundled.find(name).optional}

    assert suites["full"] == bundled.ids()
    assert {name for name in bundled.ids() if bundled.find(name).sdist} <= optional
    assert {name: set(ids) & optional for name, ids in suites.items() if name != "full"} == {name: set() for name in suites if name != "full"}


def test_lite_holds_the_dozen_and_ten_more_and_says_so_in_the_files_of_its_competitions() -> None:
    suites = bundled.suites()

    assert len(suites["lite"]) == 22
    assert set(suites["dozen"]) <= set(suites["lite"])
    assert suites["lite"] == tuple(name for name in bundled.ids() if bundled.find(name).lite)
    assert {bundled.find(name).domain for name in suites["lite"]} == {bundled.find(name).domain for name in suites["full"]}


def test_every_bundled_competition_is_found_by_the_id_that_it_gives_itself() -> None:
    assert [bundled.find(name).id for name in bundled.ids()] == list(bundled.ids())


def test_a_home_under_a_tilde_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.move(write(tmp_path / "a"), tmp_path / "b")
    monkeypatch.setenv("HOME", str(tmp_path))

    assert len(targets.resolve(["~/b"], into=tmp_path / "into")) == 1
