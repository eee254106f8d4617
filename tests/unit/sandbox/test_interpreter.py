"""What a sandbox shows of this Python, and nothing above it."""

import sys
from pathlib import Path

from haste.sandbox import interpreter


def test_the_interpreter_and_its_packages_lie_in_what_is_shown() -> None:
    shown = [Path(folder) for folder in (*interpreter.SYSTEM, *interpreter.python_folders())]

    for needed in (Path(sys.executable), Path(sys.executable).resolve(), Path(sys.base_prefix) / "lib"):
        assert any(needed.is_relative_to(folder) for folder in shown)


def test_no_folder_is_shown_twice() -> None:
    folders = [Path(folder) for folder in interpreter.python_folders()]

    assert not [(inner, outer) for inner in folders for outer in folders if inner != outer and inner.is_relative_to(outer)]


def test_parents_come_outermost_first() -> None:
    assert interpreter.parents(["/a/b/c", "/a/d"]) == ("/a", "/a/b")


def test_a_folder_is_open_to_others_only_with_all_its_entries(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    (tmp_path / "train.csv").touch(mode=0o644)
    (tmp_path / "dangling").symlink_to("nowhere")

    assert interpreter.open_to_others(tmp_path)

    (tmp_path / "train.csv").chmod(0o640)

    assert not interpreter.open_to_others(tmp_path)
