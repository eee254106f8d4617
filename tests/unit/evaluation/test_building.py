"""A folder is either whole or not there."""

from pathlib import Path

import pytest

from haste.evaluation.building import built_once


def test_a_folder_is_filled_elsewhere_and_moved_to_its_place(tmp_path: Path) -> None:
    def build(building: Path) -> None:
        assert building != tmp_path / "a" / "b"
        assert not (tmp_path / "a" / "b").exists()
        (building / "file").write_text("whole")

    assert built_once(tmp_path / "a" / "b", build) == tmp_path / "a" / "b"
    assert (tmp_path / "a" / "b" / "file").read_text() == "whole"


def test_a_folder_that_stands_there_is_not_built_again(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()

    assert built_once(tmp_path / "a", lambda _: pytest.fail("built again")) == tmp_path / "a"


def test_what_fails_half_way_leaves_nothing_behind(tmp_path: Path) -> None:
    def build(building: Path) -> None:
        (building / "file").write_text("half")
        message = "the disk is full"
        raise OSError(message)

    with pytest.raises(OSError, match="full"):
        built_once(tmp_path / "a", build)

    assert list(tmp_path.iterdir()) == []


def test_whoever_comes_second_keeps_what_the_first_has_built(tmp_path: Path) -> None:
    def build(building: Path) -> None:
        (building / "file").write_text("second")
        (tmp_path / "a").mkdir()
        (tmp_path / "a" / "file").write_text("first")

    built_once(tmp_path / "a", build)

    assert (tmp_path / "a" / "file").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_place_that_cannot_be_moved_to_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path, place: Path) -> None:
        raise OSError(28, "No space left on device", str(place))

    monkeypatch.setattr(Path, "rename", refuse)

    with pytest.raises(OSError, match="No space left"):
        built_once(tmp_path / "a", lambda _: None)
