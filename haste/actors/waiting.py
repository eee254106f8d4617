"""Waiting for Ray with an end to it: every get has a timeout, and every failure becomes an error of HASTE."""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any

import ray
from ray.exceptions import (
    GetTimeoutError,
    ObjectLostError,
    OutOfMemoryError,
    RayActorError,
    RayTaskError,
    TaskCancelledError,
    WorkerCrashedError,
)

from haste.errors import ActorFailedError, HasteError, UnavailableError

CALL_TIMEOUT_S = 60.0  # of one short call
PATIENCE_S = 300.0  # with an actor that is being replaced; a silent link cut is noticed after about 65 s
QUEUE_S = 6 * 3600.0  # how long a task may wait for free resources beside its own time limit
LOOK_EVERY_S = 30.0  # how often a long call is checked for a process that still answers
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")  # Ray paints its texts, and they end in logs and documents
_GONE = (RayActorError, ObjectLostError, OutOfMemoryError, WorkerCrashedError, TaskCancelledError, GetTimeoutError)


def translated(error: Exception, *, where: str) -> HasteError:
    """The error of HASTE that stands for one of Ray's: whoever is gone, or whatever was raised over there."""
    if isinstance(error, RayTaskError):
        if isinstance(error.cause, HasteError):
            return error.cause
        return ActorFailedError(
            expected="an answer",
            found=_plain(str(error))[-2000:],
            where=where,
            next_step="This is a defect of HASTE: please report it with this text.",
        )
    return UnavailableError(expected="an answer", found=_plain(f"{type(error).__name__}: {error}")[:500], where=where, next_step="Ask again.")


def _plain(text: str) -> str:
    return _COLOUR.sub("", text)


def call_until_answered(call: Callable[[], Any], *, where: str) -> bytes:
    """One short call of an actor that restarts by itself, again and again while its process is being replaced.

    Raises:
        UnavailableError: It stayed away for PATIENCE_S.
        HasteError: What the actor raised.
    """
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            answer: bytes = ray.get(call(), timeout=CALL_TIMEOUT_S)
        except RayTaskError as error:
            raise translated(error, where=where) from error
        except _GONE as error:
            if time.monotonic() > end:
                raise translated(error, where=where) from error
            time.sleep(0.1)
        else:
            return answer


async def long_answer(reference: Awaitable[bytes], alive: Callable[[], Awaitable[object]], *, where: str) -> bytes:
    """The answer to a call that may take hours, given up when the other side no longer answers `alive`.

    Raises:
        UnavailableError: Its process is gone or silent.
        HasteError: What it raised.
    """
    task = asyncio.ensure_future(_awaited(reference))
    try:
        while not task.done():
            done, _ = await asyncio.wait({task}, timeout=LOOK_EVERY_S)
            if not done:
                await asyncio.wait_for(alive(), CALL_TIMEOUT_S)
        return task.result()
    except (RayTaskError, *_GONE, TimeoutError) as error:
        raise translated(error, where=where) from error
    finally:
        task.cancel()


async def task_answer(reference: Awaitable[bytes], *, timeout_s: float, where: str) -> bytes:
    """The answer of a task, which Ray fails by itself when its process or its node goes away.

    Raises:
        UnavailableError: It is gone, or took longer than timeout_s.
        HasteError: What it raised.
    """
    try:
        return await asyncio.wait_for(_awaited(reference), timeout_s)
    except (RayTaskError, *_GONE, TimeoutError) as error:
        raise translated(error, where=where) from error


async def _awaited(reference: Awaitable[bytes]) -> bytes:
    return await reference
