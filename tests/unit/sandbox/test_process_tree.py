"""What a tree of processes uses is counted, wherever it hides it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from haste.sandbox import process_tree

GRANDCHILD = "import os, sys; pid = os.fork(); held = b'x' * 50_000_000; os.write(1, b'there\\n'); sys.stdin.read()"


@pytest.fixture
def child() -> Iterator[int]:
    with subprocess.Popen([sys.executable, "-c", GRANDCHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as started:
        assert started.stdout is not None
        assert [started.stdout.readline() for _ in range(2)] == [b"there\n"] * 2
        yield started.pid
        started.communicate()


def test_children_of_children_are_found_below_their_parents(child: int) -> None:
    (grandchild,) = process_tree.descendants(child)

    found = process_tree.descendants(os.getpid())

    assert found.index(child) < found.index(grandchild)


def test_memory_of_a_tree_is_the_sum_over_it(child: int) -> None:
    tree = [child, *process_tree.descendants(child)]

    rough = process_tree.memory_bytes(tree, limit_bytes=2**40, rooms=())
    exact = process_tree.memory_bytes(tree, limit_bytes=0, rooms=())

    assert 100_000_000 <= exact <= rough


def test_a_process_that_has_ended_uses_nothing() -> None:
    assert process_tree.memory_bytes([2**22 + 1], limit_bytes=0, rooms=("/tmp",)) == 0  # noqa: S108 - only looked at


def test_rooms_of_the_host_are_not_counted() -> None:
    assert process_tree.files_in_memory_bytes([os.getpid()], ("/dev/shm",)) == 0  # noqa: S108 - only looked at


def test_own_threads_are_counted() -> None:
    assert process_tree.tasks_of_user(os.getuid()) >= 1


def test_a_file_counts_once_whatever_its_names(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * 1_000_000)
    (tmp_path / "b").hardlink_to(tmp_path / "a")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "c").write_bytes(b"x" * 1_000_000)

    on_disk, files = process_tree.disk_use(str(tmp_path), files_max=10)

    assert 2_000_000 <= on_disk < 2_100_000
    assert files == 3


def test_counting_stops_beyond_the_largest_number(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "file").touch()

    assert process_tree.disk_use(str(tmp_path), files_max=10)[1] > 10


@pytest.mark.skipif(os.getuid() == 0, reason="nothing is closed to root")
def test_a_folder_closed_to_the_count_is_a_full_one(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0)

    assert process_tree.disk_use(str(tmp_path), files_max=10)[1] > 10


def test_a_file_without_a_name_counts_while_it_is_open(tmp_path: Path) -> None:
    with (tmp_path / "gone").open("wb") as file:
        file.write(b"x" * 1_000_000)
        file.flush()
        (tmp_path / "gone").unlink()

        held = process_tree.unlinked_bytes([os.getpid()], device=tmp_path.stat().st_dev)

    assert held >= 1_000_000
    assert process_tree.disk_use(str(tmp_path), files_max=10) == (0, 0)
