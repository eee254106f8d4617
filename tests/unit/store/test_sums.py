"""A folder tells by its files whether it is as it was left."""

from collections.abc import Callable
from pathlib import Path

import pytest

from haste.store.sums import is_whole, write_sums


def folder_instead(folder: Path) -> None:
    (folder / "sums.json").unlink()
    (folder / "sums.json").mkdir()


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file removed": lambda folder: (folder / "deep" / "b").unlink(),
    "a file added": lambda folder: (folder / "deep" / "c").touch(),
    "a file renamed": lambda folder: (folder / "a").rename(folder / "z"),
    "a byte changed": lambda folder: (folder / "a").write_bytes(b"onf"),
    "a byte cut off": lambda folder: (folder / "a").write_bytes(b"on"),
    "a file emptied": lambda folder: (folder / "deep" / "b").write_bytes(b""),
    "two files exchanged": lambda folder: ((folder / "a").write_bytes(b"two"), (folder / "deep" / "b").write_bytes(b"one")),
    "the sums removed": lambda folder: (folder / "sums.json").unlink(),
    "the sums changed": lambda folder: (folder / "sums.json").write_bytes(b"{}"),
    "the sums a folder": folder_instead,
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    (tmp_path / "a").write_bytes(b"one")
    (tmp_path / "deep" / "b").write_bytes(b"two")
    write_sums(tmp_path)
    return tmp_path


def test_a_folder_that_nobody_touched_is_whole_wherever_it_lies(folder: Path) -> None:
    assert is_whole(folder)
    assert is_whole(folder.rename(folder.with_name("elsewhere")))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_any_change_shows(folder: Path, change: Callable[[Path], object]) -> None:
    change(folder)

    assert not is_whole(folder)


def test_a_folder_that_is_not_there_is_not_whole(tmp_path: Path) -> None:
    assert not is_whole(tmp_path / "nowhere")
