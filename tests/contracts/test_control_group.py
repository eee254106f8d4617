"""Real control groups, on machines where one can be made: the kernel holds trees to their memory and tasks, and nothing is left of a group."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from haste.ports import Sandbox, Walls
from haste.sandbox import control_group
from haste.sandbox.choosing import KINDS
from haste.sandbox.trying import a_group_works
from haste.vocabulary.scales import Reason, Status
from tests.contracts.attacking import CEILINGS, SHARED_MEMORY, attacked, execution, got_through, scene

BEARER = "import os; open(os.environ['OUTPUT'], 'w').write(open('/proc/self/cgroup').read())"


@pytest.fixture(params=["process", "bubblewrap"])
def tried(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Sandbox, Walls]]:
    if not a_group_works():
        pytest.skip("no control group can be made here")
    sandbox = KINDS[request.param](tmp_path / "scratch", CEILINGS)
    walls = sandbox.probe()
    if not walls.holds:
        pytest.skip(f"{request.param} does not hold here")
    yield sandbox, walls
    for left in SHARED_MEMORY.glob("haste-attack-*"):
        left.unlink()


def left() -> list[Path]:
    place = control_group.beside()
    return [] if place is None else list(place.glob("haste-*"))


def test_a_solution_is_in_a_group_of_its_own_that_goes_with_it(tried: tuple[Sandbox, Walls], tmp_path: Path) -> None:
    outcome = asyncio.run(tried[0].run(execution(BEARER.encode(), tmp_path)))

    assert outcome.submission is not None, outcome.message
    assert b"/haste-" in outcome.submission
    assert left() == []


def test_files_in_memory_count_and_the_end_says_so(tried: tuple[Sandbox, Walls], tmp_path: Path) -> None:
    sandbox, walls = tried

    with scene(tmp_path / "scene") as at:
        outcome = asyncio.run(attacked(sandbox, "memory_files", at))

    assert (walls.group, "memory_files" in walls.stops, got_through("memory_files", outcome, at)) == (True, True, False)
    assert outcome.reason in (Reason.MEMORY_LIMIT, Reason.DISK_LIMIT)  # the second where the room for them is full before
    assert left() == []


def test_a_tree_is_ended_as_one_by_the_kernel(tried: tuple[Sandbox, Walls], tmp_path: Path) -> None:
    code = (
        "import os\nfor _ in range(4):\n    if os.fork() == 0:\n        break\nx = b'x' * 200 * 2**20\nopen(os.environ['OUTPUT'], 'w').write('got')"
    )
    outcomes = [asyncio.run(tried[0].run(execution(code.encode(), tmp_path))) for _ in range(2)]

    assert [(outcome.status, outcome.reason) for outcome in outcomes] == [(Status.OUT_OF_MEMORY, Reason.MEMORY_LIMIT)] * 2


def test_tasks_are_the_kernels_to_count_for_root_too(tried: tuple[Sandbox, Walls], tmp_path: Path) -> None:
    code = "import threading, time\nfor _ in range(200):\n    threading.Thread(target=time.sleep, args=(5,), daemon=True).start()"
    given = execution(code.encode(), tmp_path)
    outcome = asyncio.run(tried[0].run(msgspec.structs.replace(given, resources=msgspec.structs.replace(given.resources, cpus=1))))

    assert (outcome.status, outcome.reason) == (Status.CRASHED, Reason.EXCEPTION)
    assert "can't start new thread" in outcome.message
