"""A doctor says whether a sweep can run here, and of each problem what to do."""

import json
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from haste.cli import doctor, keeping, machine
from haste.errors import UnavailableError
from haste.events.event import FORMAT
from haste.ports import Walls
from tests.builders import run_started, split_fixed, sweep_started
from tests.unit.cli.homes import Desk
from tests.unit.cli.test_commands import change_a_byte

Probe = Callable[..., "Standing"]


class Standing:
    """A sandbox that has been tried already."""

    def __init__(self, kind: str, *, holds: bool) -> None:
        self._walls = Walls(
            sandbox=kind, holds=holds, walled=kind != "process", stops=("tcp",), misses=("udp",), because="" if holds else "no kernel for it"
        )

    def probe(self) -> Walls:
        return self._walls


def tried(monkeypatch: pytest.MonkeyPatch, **holds: bool) -> None:
    """Stand-ins for the sandboxes, as no test of a command waits for real ones."""
    monkeypatch.setattr(doctor, "KINDS", {kind: lambda *_, kind=kind: Standing(kind, holds=holds[kind]) for kind in holds})


@pytest.fixture(autouse=True)
def _walls(monkeypatch: pytest.MonkeyPatch) -> None:
    tried(monkeypatch, bubblewrap=True, landlock=False, process=True)


def test_a_place_where_a_sweep_can_run(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "secret-of-mine")
    desk.keep([sweep_started(), run_started(), split_fixed()])

    as_json, as_text = desk.types("doctor", "--json"), desk.types("doctor")

    found = json.loads(as_json.out)
    assert (as_json.code, found["ok"], found["chosen"], found["ray"]) == (0, True, "bubblewrap", None)
    assert found["log"] == {**found["log"], "format": FORMAT, "position": 3, "checked": 3, "problem": None}
    assert found["keys"] == {"ANTHROPIC_API_KEY": True, "ANTHROPIC_AUTH_TOKEN": False}
    assert {"pandas", "ray", "msgspec"} <= {package["name"] for package in found["machine"]["packages"] if package["extra"] is None}
    assert "secret-of-mine" not in as_json.out + as_json.err + as_text.out + as_text.err
    assert (as_text.code, as_text.out.splitlines()[-1]) == (0, "a sweep can run here")
    for words in (
        "sandbox bubblewrap (taken by default): stops 1",
        "landlock: does not hold here: no kernel for it",
        "NO WALLS",
        "its last 3 events hold",
    ):
        assert words in as_text.out


def test_a_home_that_is_not_there_is_not_made(desk: Desk) -> None:
    found = json.loads(desk.types("doctor", "--json").out)

    assert (found["ok"], found["home"]["there"], found["log"]["there"], found["log"]["problem"]) == (True, False, False, None)
    assert not desk.home.exists()


def test_a_home_that_is_no_folder_is_a_problem(desk: Desk) -> None:
    desk.home.write_text("mine", encoding="utf-8")

    answer = desk.types("doctor")

    assert answer.code == 1
    assert f"PROBLEM: the home {desk.home} cannot be used: " in answer.out
    assert "--home DIR" in answer.out
    assert "no sweep can run here before that is mended" in answer.out


def test_a_home_below_a_file_cannot_be_made(desk: Desk) -> None:
    desk.home.write_text("mine", encoding="utf-8")

    answer = desk.types_bare("doctor", "--home", str(desk.home / "deeper"))

    assert (answer.code, f"it cannot be made in {desk.home}" in answer.out) == (1, True)


def test_a_log_whose_end_was_changed_is_a_problem(desk: Desk) -> None:
    change_a_byte(desk.keep([sweep_started(), run_started(), split_fixed()]), 3)

    answer = desk.types("doctor")

    assert answer.code == 1
    assert "the log cannot be used: broken at position 3" in answer.out
    assert "`haste log verify`" in answer.out


def test_only_the_end_of_a_long_log_is_checked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "_LAST_EVENTS", 2)
    path = desk.keep(desk.finished_sweep())
    state = json.loads(desk.types("doctor", "--json").out)["log"]
    assert (state["checked"], state["problem"]) == (2, None)

    change_a_byte(path, 1)
    assert desk.types("doctor").code == 0
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE event SET data = zeroblob(9) WHERE position = ?", (state["position"] - 1,))
    connection.close()
    assert f"broken at position {state['position'] - 1}" in desk.types("doctor").out


def test_a_head_that_names_another_event_is_a_problem(desk: Desk) -> None:
    with sqlite3.connect(desk.keep([sweep_started(), run_started()])) as connection:
        connection.execute("UPDATE head SET hash = zeroblob(32)")
    connection.close()

    assert "the head names another event than the last one" in desk.types("doctor").out


def test_what_is_no_log_is_a_problem(desk: Desk) -> None:
    desk.home.mkdir()
    (desk.home / "log.sqlite").write_bytes(b"id,y\n1,2\n")

    answer = desk.types("doctor")

    assert (answer.code, "the log cannot be used: " in answer.out) == (1, True)


@pytest.mark.parametrize(
    ("holds", "code", "said"),
    [
        ({"bubblewrap": False, "landlock": False, "process": True}, 0, "note: no walls hold here, so only the offline author can be used"),
        ({"bubblewrap": False, "landlock": False, "process": False}, 1, "PROBLEM: no sandbox holds here"),
    ],
)
def test_walls_that_do_not_hold_are_told(desk: Desk, monkeypatch: pytest.MonkeyPatch, holds: dict[str, bool], code: int, said: str) -> None:
    tried(monkeypatch, **holds)

    answer = desk.types("doctor")

    assert (answer.code, said in answer.out) == (code, True)


@pytest.mark.parametrize(("group", "said"), [(True, "held by the kernel"), (False, "looked at some twenty times a second")])
def test_who_holds_a_tree_to_its_memory_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch, group: bool, said: str) -> None:  # noqa: FBT001 - a column of the table above
    walls = msgspec.structs.replace(Standing("bubblewrap", holds=True).probe(), group=group)
    monkeypatch.setattr(doctor, "sandboxes", lambda: (walls,))

    assert f"memory and processes of a solution's whole tree: {said}" in desk.types("doctor").out


def test_little_room_and_little_memory_are_noted_and_stop_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_FREE_MIN", 2**60)
    monkeypatch.setattr(doctor, "_MEMORY_MIN", 2**60)

    answer = desk.types("doctor")

    assert (answer.code, answer.out.count("note: ")) == (0, 2)
    assert "--max-runs 1" in answer.out


def test_a_required_package_of_the_wrong_version_stops_a_sweep_and_an_extra_does_not(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ("msgspec>=999", "nowhere-to-be-found>=1", "also-nowhere; extra == 'more'", "pandas>=3")
    monkeypatch.setattr("importlib.metadata.requires", lambda _: list(lines))

    answer = desk.types("doctor")

    assert answer.code == 1
    assert "PROBLEM: msgspec >=999 is needed, found 0." in answer.out
    assert "found none. pip install 'nowhere-to-be-found>=1'" in answer.out
    assert "extra more: also-nowhere not installed" in answer.out
    assert answer.out.count("PROBLEM") == 2


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ("rich", "extra torch: msgspec 0."),
        ("nowhere-to-be-found", ", nowhere-to-be-found not installed: the offline author trains no networks"),
    ],
)
def test_it_is_told_what_is_not_offered_where_pytorch_is_not_installed(desk: Desk, monkeypatch: pytest.MonkeyPatch, other: str, said: str) -> None:
    monkeypatch.setattr("importlib.metadata.requires", lambda _: ["msgspec; extra == 'torch'", f"{other}; extra == 'torch'"])

    answer = desk.types("doctor")

    assert said in answer.out
    assert ("trains no networks" in answer.out) == (other != "rich")


def test_ray_is_started_where_that_is_asked_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    class Fails:
        @staticmethod
        def cluster_resources() -> dict[str, float]:
            raise UnavailableError(expected="a Ray cluster", found="none", where="here", next_step="Look.")

    class Starts:
        @staticmethod
        def cluster_resources() -> dict[str, float]:
            return {"CPU": 2.0, "memory": 3.0 * 2**30}

        @staticmethod
        def prepare() -> None:
            """Set no variables."""

    for stand_in, code, said in (
        (Starts, 0, "Ray starts, and finds 2 CPU, 3.0 GiB of memory"),
        (type("FailsLate", (Starts, Fails), {"cluster_resources": Fails.cluster_resources}), 1, "Ray does not start"),
    ):
        monkeypatch.setattr(doctor, "load", lambda _, stand_in=stand_in: stand_in)
        answer = desk.types("doctor", "--ray")
        assert (answer.code, said in answer.out) == (code, True)


def test_cores_and_memory_are_those_of_the_control_group(tmp_path: Path) -> None:
    bound = len(os.sched_getaffinity(0))
    assert machine.cores(tmp_path) == bound
    (tmp_path / "cpu.max").write_text("50000 100000\n")
    assert machine.cores(tmp_path) == 1
    (tmp_path / "cpu.max").write_text("max 100000\n")
    assert machine.cores(tmp_path) == bound
    whole = machine.memory_bytes(tmp_path)
    (tmp_path / "memory.max").write_text("max\n")
    assert machine.memory_bytes(tmp_path) == whole
    (tmp_path / "memory.max").write_text("1048576\n")
    assert machine.memory_bytes(tmp_path) == 1_048_576


def test_gpus_are_those_that_the_driver_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = tmp_path / "nvidia-smi"
    tool.write_text("#!/bin/sh\necho 'NVIDIA H200, 143771, 570.1'\necho 'An error'\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert machine.gpus() == (machine.Gpu(name="NVIDIA H200", memory_mib=143_771, driver="570.1"),)
    tool.write_text("#!/bin/sh\nexit 9\n")
    assert machine.gpus() == ()
    tool.unlink()
    assert machine.gpus() == ()
