"""Solutions that train networks run behind the walls that hold here, on a CPU and, where there is one, on a GPU."""

import asyncio
from pathlib import Path

import msgspec
import pytest

from haste.ports import Execution, Outcome, Sandbox, Walls
from haste.sandbox.ceilings import CEILINGS
from haste.sandbox.choosing import AUTO, KINDS, choose
from haste.techniques import registry
from haste.techniques.blueprint import Blueprint
from haste.techniques.rendering import render
from haste.techniques.technique import Technique
from haste.thresholds import CURRENT as RULES
from haste.vocabulary.scales import Status
from haste.vocabulary.solution import Resources
from tests.unit.techniques.examples import seemingly_large, task_in

NETWORKS = [technique for technique in registry.every().values() if technique.sees and not technique.puts]
SAID = "\n\nimport torch\nprint(torch.cuda.max_memory_allocated() if torch.cuda.is_available() else 'no device')\n"


def run(sandbox: Sandbox, network: Technique, folder: Path, *, gpus: float) -> Outcome:
    """A solution with that network, under the limits of a sweep; it ends by saying how much of a device's memory it had."""
    task = seemingly_large(task_in(folder / "input", f"{network.domains[0]}-label"))
    resources = Resources(gpus=gpus, memory_bytes=RULES.memory_bytes, time_limit_s=120.0)
    code = render(Blueprint(domain=network.domains[0], models=(network.slug,), settings={"shown": 640}), task, resources=resources, seed=1) + SAID
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    given = Execution(code=code.encode(), input=str(folder / "input"), resources=resources, seed=3, output_bytes_max=2**20)
    return asyncio.run(sandbox.run(given))


@pytest.mark.parametrize("kind", ["bubblewrap", "landlock"])
def test_a_network_trains_behind_each_kind_of_walls(kind: str, tmp_path: Path) -> None:
    sandbox = KINDS[kind](tmp_path / "scratch", CEILINGS)
    if not sandbox.probe().holds:
        pytest.skip(f"{kind} does not hold here")

    outcome = run(sandbox, registry.find("small-convolutions"), tmp_path, gpus=0.0)

    assert outcome.status is Status.SUCCEEDED, outcome.printed.decode()
    assert outcome.printed == b"no device\n"
    assert outcome.submission


@pytest.fixture(scope="module")
def walled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Sandbox, Walls]:
    sandbox, walls, _ = choose(AUTO, tmp_path_factory.mktemp("scratch"))
    return sandbox, walls


@pytest.mark.gpu
@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: network.slug)
def test_a_network_trains_on_a_device_that_is_granted(network: Technique, walled: tuple[Sandbox, Walls], tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    if not torch.cuda.is_available():
        pytest.skip("no CUDA device")
    sandbox, walls = walled

    outcome = run(sandbox, network, tmp_path, gpus=1.0)

    print(f"sandbox {walls.sandbox}: {msgspec.json.encode(outcome.status).decode()}, {outcome.printed.decode().strip()} bytes of the device")  # noqa: T201 - what the test is to tell
    assert outcome.status is Status.SUCCEEDED, outcome.printed.decode()
    assert int(outcome.printed) > 0
