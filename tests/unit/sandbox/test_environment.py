"""A solution's environment is made from nothing."""

import msgspec
import pytest

from haste.ports import Execution
from haste.sandbox.environment import Places, environment, lasting
from haste.vocabulary.solution import Resources

PLACES = Places(folder="/job", input="/input", temporary="/tmp")  # noqa: S108 - only named


def given(*, gpus: float = 0.0) -> Execution:
    return Execution(code=b"", input="/x", resources=Resources(cpus=3, gpus=gpus, memory_bytes=1, time_limit_s=1.0), seed=5, output_bytes_max=1)


def test_nothing_of_the_parents_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", "x")

    found = environment(given(), PLACES)

    assert "A_SECRET" not in found
    assert (found["HOME"], found["INPUT"], found["OUTPUT"], found["SEED"], found["OMP_NUM_THREADS"]) == (
        "/job",
        "/input",
        "/job/submission.csv",
        "5",
        "3",
    )


@pytest.mark.parametrize(("gpus", "host", "expected"), [(0.0, "0,1", ""), (1.0, "1", "1"), (1.0, None, None)])
def test_devices_are_shown_only_where_granted(monkeypatch: pytest.MonkeyPatch, gpus: float, host: str | None, expected: str | None) -> None:
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if host is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", host)

    assert environment(given(gpus=gpus), PLACES).get("CUDA_VISIBLE_DEVICES") == expected


def test_time_and_memory_are_told() -> None:
    execution = msgspec.structs.replace(given(), resources=Resources(cpus=1, memory_bytes=3 * 2**30, time_limit_s=61.5))

    found = environment(execution, PLACES)

    assert (found["TIME_LIMIT_S"], found["MEMORY_LIMIT_MIB"]) == ("62", "3072")


def test_executions_with_as_many_cores_share_all_that_lasts_whatever_else_they_are_given() -> None:
    one = given()
    other = msgspec.structs.replace(
        one, seed=6, shares=True, declares=True, resources=msgspec.structs.replace(one.resources, memory_bytes=2**30, time_limit_s=77.0)
    )

    assert lasting(environment(one, PLACES)) == lasting(environment(other, Places(folder="/b", input="/c", temporary="/d", modules="/e")))


def test_modules_of_a_sandbox_are_found_before_the_installed_ones_and_without_any_nothing_is_said_of_it() -> None:
    assert "PYTHONPATH" not in environment(given(), PLACES)
    assert environment(given(), msgspec.structs.replace(PLACES, modules="/blind"))["PYTHONPATH"] == "/blind"
