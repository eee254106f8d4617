"""Waiting for Ray with an end to it, with stand-ins for what Ray gives."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from ray.exceptions import ActorDiedError, GetTimeoutError, RayTaskError, WorkerCrashedError

from haste.actors import waiting
from haste.actors.waiting import call_until_answered, long_answer, task_answer, translated
from haste.errors import ActorFailedError, ExpectedVersionError, HasteError, UnavailableError

CONFLICT = ExpectedVersionError(stream="run-s.leaf", expected="3", found=4)


def raised_there(cause: Exception, *, title: str = "ray::ask()") -> RayTaskError:
    printed = f'{title}\n  File "worker.py", line 1, in ask\n{cause!r}'
    return RayTaskError("ask", printed, cause)  # type: ignore[no-untyped-call]  # Ray's errors have no types


def test_what_haste_raised_over_there_is_raised_here() -> None:
    assert translated(raised_there(CONFLICT), where="keeper") is CONFLICT


def test_what_nobody_foresaw_is_a_defect_with_its_traceback() -> None:
    error = translated(raised_there(KeyError("x")), where="worker")

    assert isinstance(error, ActorFailedError)
    assert error.where == "worker"
    assert "KeyError" in error.found


@pytest.mark.parametrize("coloured", [raised_there(KeyError("x"), title="\x1b[36mray::ask()\x1b[39m"), TimeoutError("\x1b[31;1mgone\x1b[0m")])
def test_the_colours_of_rays_texts_stay_out_of_errors(coloured: Exception) -> None:
    assert "\x1b" in str(coloured)

    error = translated(coloured, where="worker")

    assert "\x1b" not in str(error)
    assert "[3" not in str(error)


@pytest.mark.parametrize("gone", [ActorDiedError(), GetTimeoutError(), WorkerCrashedError(), TimeoutError()], ids=lambda error: type(error).__name__)
def test_who_is_gone_is_unavailable(gone: Exception) -> None:
    error = translated(gone, where="worker")

    assert isinstance(error, UnavailableError)
    assert type(gone).__name__ in error.found


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What Ray gives for each get, in order; and no waiting between."""
    given: list[object] = []

    def get(_: object, *, timeout: float) -> object:
        assert timeout == waiting.CALL_TIMEOUT_S
        answer = given.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr("ray.get", get)
    monkeypatch.setattr("time.sleep", lambda _: None)
    return given


def test_a_short_call_is_repeated_while_its_actor_is_being_replaced(answers: list[object]) -> None:
    answers += [ActorDiedError(), GetTimeoutError(), b"answer"]
    calls: list[int] = []

    assert call_until_answered(lambda: calls.append(1), where="keeper") == b"answer"
    assert len(calls) == 3


def test_a_short_call_is_not_repeated_where_the_actor_raised(answers: list[object]) -> None:
    answers += [raised_there(CONFLICT), b"answer"]

    with pytest.raises(ExpectedVersionError):
        call_until_answered(lambda: None, where="keeper")
    assert answers == [b"answer"]


def test_a_short_call_is_given_up_after_a_while(answers: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "PATIENCE_S", -1.0)
    answers += [ActorDiedError()]

    with pytest.raises(UnavailableError, match="keeper"):
        call_until_answered(lambda: None, where="keeper")


async def after(seconds: float, answer: bytes | Exception) -> bytes:
    await asyncio.sleep(seconds)
    if isinstance(answer, Exception):
        raise answer
    return answer


def living(looks: list[int]) -> Callable[[], Awaitable[object]]:
    async def alive() -> object:
        looks.append(1)
        return 1

    return alive


async def dead() -> object:
    raise ActorDiedError


async def test_a_long_call_takes_as_long_as_the_other_side_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "LOOK_EVERY_S", 0.01)
    looks: list[int] = []

    assert await long_answer(after(0.06, b"done"), living(looks), where="worker") == b"done"
    assert len(looks) > 1


async def test_a_long_call_that_is_answered_at_once_needs_no_look() -> None:
    looks: list[int] = []

    assert await long_answer(after(0, b"done"), living(looks), where="worker") == b"done"
    assert looks == []


async def test_a_long_call_is_given_up_when_the_other_side_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "LOOK_EVERY_S", 0.01)

    with pytest.raises(UnavailableError, match="worker"):
        await long_answer(after(60, b"never"), dead, where="worker")


async def test_a_long_call_is_given_up_when_the_other_side_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(waiting, "CALL_TIMEOUT_S", 0.01)

    with pytest.raises(UnavailableError, match="TimeoutError"):
        await long_answer(after(60, b"never"), lambda: after(60, b"never"), where="worker")


@pytest.mark.parametrize(("given", "expected"), [(raised_there(CONFLICT), ExpectedVersionError), (WorkerCrashedError(), UnavailableError)])
async def test_what_a_long_call_or_a_task_raised_is_an_error_of_haste(given: Exception, expected: type[HasteError]) -> None:
    with pytest.raises(expected):
        await long_answer(after(0, given), living([]), where="worker")
    with pytest.raises(expected):
        await task_answer(after(0, given), timeout_s=5, where="execution")


async def test_a_task_is_given_up_after_its_time() -> None:
    assert await task_answer(after(0, b"done"), timeout_s=5, where="execution") == b"done"
    with pytest.raises(UnavailableError, match="execution"):
        await task_answer(after(60, b"never"), timeout_s=0.01, where="execution")
