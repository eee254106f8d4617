"""Executions of a sweep that is played back: taken from its recording, or run again and compared with it."""

import hashlib

import msgspec

from haste.actors.executing import Execute
from haste.actors.execution import Judged, Order
from haste.errors import ReplayMismatchError
from haste.projections.recording import execution_place
from haste.sandbox.playback import Executed, RecordedExecutions
from haste.vocabulary.judgement import ExecutionResult


def played(recorded: RecordedExecutions) -> Execute:
    """Answers orders with what was recorded; nothing runs."""

    async def play(order: Order) -> Judged:
        known = recorded.payloads(_found(recorded, order))
        return Judged(result=known.result, printed=known.printed, predictions=known.predictions, written=known.written)

    return play


def compared(recorded: RecordedExecutions, execute: Execute) -> Execute:
    """Runs orders again, and sees that each ends as it was recorded: with the same status and reason, and the same score to the last bit.

    What a person reads of it is that of the recording, since prompts tell it, and a traceback names folders.
    """

    async def compare(order: Order) -> Judged:
        known = _found(recorded, order)
        judged = await execute(order)
        if _end(judged.result) != _end(known.result):
            raise _mismatch(order, known, expected=_end(known.result), found=_end(judged.result))
        return msgspec.structs.replace(judged, result=msgspec.structs.replace(judged.result, message=known.result.message))

    return compare


def _found(recorded: RecordedExecutions, order: Order) -> Executed:
    """The recorded execution in the place of an order, which has to be of the same solution under the same seed.

    Raises:
        ReplayMismatchError: It is of another one, or there is none.
    """
    known = recorded.find(order.competition.id, order.iteration, order.stage, order.fold)
    solution = hashlib.sha256(order.code).hexdigest()
    if solution != known.solution:
        raise _mismatch(order, known, expected=f"solution {known.solution}", found=f"solution {solution}")
    if known.seed not in (None, order.seed):
        raise _mismatch(order, known, expected=f"seed {known.seed}", found=f"seed {order.seed}")
    return known


def _end(result: ExecutionResult) -> str:
    reason = f", {result.reason}" if result.reason else ""
    return f"{result.status}{reason}, score {result.score!r}"


def _mismatch(order: Order, known: Executed, *, expected: str, found: str) -> ReplayMismatchError:
    return ReplayMismatchError(
        position=known.position,
        expected=expected,
        found=found,
        where=execution_place(order.competition.id, order.iteration, order.stage, order.fold),
        next_step="Play back with the code, the data and the packages of that log, or find out which of them has changed.",
    )
