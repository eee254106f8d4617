"""A connection to Ray, with a stand-in for it: Ctrl-C waits until Ray has started or stopped."""

import os
import signal
from collections.abc import Callable, Iterator

import pytest
import ray

from haste.actors.runtime import started_ray
from haste.errors import UnavailableError

NUMBERS = (signal.SIGINT, signal.SIGTERM)


@pytest.fixture
def happened(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What was done with Ray, in order; and handlers as a command line has them."""
    monkeypatch.setenv("RAY_ADDRESS", "auto")
    done: list[str] = []
    monkeypatch.setattr(ray, "init", lambda **_: done.append("started"))
    monkeypatch.setattr(ray, "shutdown", lambda: done.append("stopped"))
    before = {number: signal.signal(number, signal.default_int_handler) for number in NUMBERS}
    yield done
    for number, handler in before.items():
        signal.signal(number, handler)


def meeting(number: int, then: Callable[..., object]) -> Callable[..., None]:
    """The same call, in which a signal comes first."""

    def met(**named: object) -> None:
        os.kill(os.getpid(), number)
        then(**named)

    return met


@pytest.mark.parametrize("number", NUMBERS)
def test_an_interrupt_while_ray_starts_comes_after_its_start_and_stops_it_again(
    happened: list[str], monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    monkeypatch.setattr(ray, "init", meeting(number, ray.init))

    with pytest.raises(KeyboardInterrupt), started_ray(namespace="n"):
        happened.append("worked")

    assert happened == ["started", "stopped"]


def test_an_interrupt_while_ray_stops_comes_after_its_stop(happened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray, "shutdown", meeting(signal.SIGINT, ray.shutdown))

    with pytest.raises(KeyboardInterrupt), started_ray(namespace="n"):
        happened.append("worked")

    assert happened == ["started", "worked", "stopped"]


def test_an_interrupt_while_actors_work_comes_at_once(happened: list[str]) -> None:
    with pytest.raises(KeyboardInterrupt), started_ray(namespace="n"):
        os.kill(os.getpid(), signal.SIGINT)

    assert happened == ["started", "stopped"]


@pytest.mark.usefixtures("happened")
def test_handlers_that_ray_puts_in_do_not_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ray, "init", lambda **_: signal.signal(signal.SIGTERM, signal.SIG_DFL))

    with started_ray(namespace="n"):
        assert [signal.getsignal(number) for number in NUMBERS] == [signal.default_int_handler] * 2


@pytest.mark.parametrize("kind", [ConnectionError, Exception], ids=["Python's", "Ray's bare one"])
def test_a_cluster_that_cannot_be_had_is_one_error(happened: list[str], monkeypatch: pytest.MonkeyPatch, kind: type[Exception]) -> None:
    def refuse(**_: object) -> None:
        raise kind("nobody there")

    monkeypatch.setattr(ray, "init", refuse)

    with pytest.raises(UnavailableError, match="auto: expected a Ray cluster, found nobody there"), started_ray(namespace="n"):
        happened.append("worked")

    assert happened == ["stopped"]


def test_a_cluster_of_our_own_that_does_not_come_up_in_time_is_started_once_more(happened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAY_ADDRESS")

    def late(**_: object) -> None:
        happened.append("late")
        if happened.count("late") == 1:
            raise Exception("The current node timed out during startup. This could happen")  # noqa: TRY002 - as Ray does

    monkeypatch.setattr(ray, "init", late)

    with started_ray(namespace="n"):
        happened.append("worked")

    assert happened == ["late", "stopped", "late", "worked", "stopped"]


def test_a_cluster_of_our_own_that_is_late_twice_is_an_error(happened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RAY_ADDRESS")

    def late(**_: object) -> None:
        happened.append("late")
        raise Exception("The current node timed out during startup.")  # noqa: TRY002 - as Ray does

    monkeypatch.setattr(ray, "init", late)

    with pytest.raises(UnavailableError, match="timed out during startup"), started_ray(namespace="n"):
        happened.append("worked")

    assert happened == ["late", "stopped", "late", "stopped"]
