"""Control groups on a tree of plain files: where one is made, with which limits, and where none is. tests/contracts makes real ones."""

import os
from pathlib import Path

import pytest

from haste.sandbox import control_group
from haste.sandbox.control_group import ControlGroup

LIMITS = {"memory.max": "5000", "memory.oom.group": "1", "memory.swap.max": "0", "pids.max": "7"}
NOBODY = 4_194_305  # a process id that the kernel gives to none


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a tree in which this process is in the group `shell`."""
    place = tmp_path / "mount" / "user.slice"
    (place / "shell").mkdir(parents=True)
    for path, text in (("cgroup.subtree_control", "cpu memory pids\n"), ("cgroup.procs", ""), ("shell/memory.max", "max\n")):
        (place / path).write_text(text, encoding="ascii")
    (tmp_path / "own").write_text("8:cpu:/else\n0::/user.slice/shell\n", encoding="ascii")
    monkeypatch.setattr(control_group, "MOUNT", tmp_path / "mount")
    monkeypatch.setattr(control_group, "OWN", tmp_path / "own")
    return place


def made() -> ControlGroup | None:
    return control_group.made(memory_bytes=5000, tasks=7)


def test_a_group_with_its_limits_is_made_beside_that_of_this_process(place: Path) -> None:
    group = made()

    assert group is not None
    folder = place / f"haste-{os.getpid()}"
    assert {file.name: file.read_text(encoding="ascii") for file in folder.iterdir()} == LIMITS
    group.enter()
    assert (folder / "cgroup.procs").read_text(encoding="ascii") == "0"


def test_where_the_kernel_does_not_let_a_process_in_it_stays_outside(tmp_path: Path) -> None:
    group = ControlGroup(tmp_path / "gone")

    group.enter()

    assert not (tmp_path / "gone").exists()


def test_the_outermost_group_holds_others_beside_its_processes(place: Path, tmp_path: Path) -> None:
    (tmp_path / "own").write_text("0::/\n", encoding="ascii")
    for name in ("cgroup.subtree_control", "cgroup.procs"):
        (place / name).rename(place.parent / name)

    assert control_group.beside() == place.parent


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("../../own", "8:cpu:/else\n"),
        ("../../own", "0::/../outside\n"),
        ("cgroup.subtree_control", "cpu memory\n"),
        ("shell/memory.max", "100\n"),
        ("haste-%d", ""),
    ],
    ids=["no unified hierarchy", "not of this tree", "no limit of tasks", "limited itself", "name taken"],
)
def test_where_none_can_be_made_there_is_none(place: Path, path: str, text: str) -> None:
    (place / path.replace("%d", str(os.getpid()))).write_text(text, encoding="ascii")

    assert made() is None


def test_what_this_user_may_not_write_is_no_place(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != place / "cgroup.procs" or mode != os.W_OK)

    assert control_group.beside() is None


@pytest.mark.parametrize(("kills", "ran_out"), [(0, False), (1, True), (20, True)])
def test_a_process_that_the_kernel_ended_says_that_memory_ran_out(tmp_path: Path, kills: int, ran_out: bool) -> None:  # noqa: FBT001 - a column of the table above
    (tmp_path / "memory.events").write_text(f"low 0\nmax 31\noom 1\noom_kill {kills}\noom_group_kill 0\n", encoding="ascii")

    assert ControlGroup(tmp_path).ran_out_of_memory() is ran_out


def test_groups_of_keepers_that_are_gone_are_removed_and_no_others(place: Path) -> None:
    kept = [place / name for name in (f"haste-{os.getppid()}", "haste-data", "haste-")]
    for folder in (*kept, place / f"haste-{NOBODY}"):
        folder.mkdir()

    made()

    assert {folder for folder in place.glob("haste-*") if folder.name != f"haste-{os.getpid()}"} == set(kept)


def test_a_group_that_still_holds_something_stays(tmp_path: Path) -> None:
    (tmp_path / "child").mkdir()

    ControlGroup(tmp_path).remove()

    assert tmp_path.is_dir()
