"""A few rows before a long first fold."""

import msgspec
import pytest

from haste.actors.executing import Place
from haste.actors.execution import Judged, Order
from haste.actors.sampling import decisive
from haste.events.event import Event
from haste.events.run import ExecutionStarted
from haste.store.blobs import MemoryBlobs
from haste.store.memory import MemoryLog
from haste.vocabulary.budget import Lease
from haste.vocabulary.ids import Iteration
from haste.vocabulary.judgement import ExecutionResult
from haste.vocabulary.scales import Reason, Stage, Status
from tests.builders import (
    FAILED,
    RULES,
    chosen,
    draft,
    execution_finished,
    granted,
    log_of,
    made,
    probed,
    profile,
    profiled,
    run_started,
    scored,
    split,
    split_fixed,
    sweep_started,
)
from tests.unit.actors.acting import events_of, executions_of, judged

FIRST = Place(iteration=Iteration(1), stage=Stage.FOLD, fold=0, split=split())
LARGE = RULES.sample_cells


class Field:
    """Machines on which a sample ends as it is told to, and a fold as it always does."""

    def __init__(self, sample: ExecutionResult) -> None:
        self.ran: list[Stage] = []
        self._sample = sample

    async def __call__(self, order: Order) -> Judged:
        self.ran.append(order.stage)
        return Judged(result=self._sample, printed=b"", predictions=None) if order.stage is Stage.SAMPLE else judged(order)


def given(blobs: MemoryBlobs, *events: Event, rows: int = LARGE, author: str = "claude") -> MemoryLog:
    by_model = made(1, draft(), code=blobs.put(b"0.7"))
    by_model = msgspec.structs.replace(by_model, proposal=msgspec.structs.replace(by_model.proposal, author=author))
    start = (sweep_started(), probed(), run_started(), granted(Lease(trials=3)), profiled(profile(rows=rows)), split_fixed())
    return log_of(*start, chosen(1, draft()), by_model, *events)


def crashed(error: str) -> ExecutionResult:
    return msgspec.structs.replace(FAILED, message=f"Traceback\n{error}")


async def test_a_few_rows_come_before_a_long_first_fold_of_a_model() -> None:
    blobs, field = MemoryBlobs(), Field(scored(None))
    log = given(blobs)

    result = await executions_of(log, blobs, field).result(FIRST)

    assert field.ran == [Stage.SAMPLE, Stage.FOLD]
    assert result.score is not None
    assert [event.stage for event in events_of(log) if isinstance(event, ExecutionStarted)] == [Stage.SAMPLE, Stage.FOLD]


@pytest.mark.parametrize(("rows", "author"), [(LARGE - 1, "claude"), (LARGE, "offline")])
async def test_a_short_fold_and_the_offline_author_need_none(rows: int, author: str) -> None:
    blobs, field = MemoryBlobs(), Field(scored(None))

    await executions_of(given(blobs, rows=rows, author=author), blobs, field).result(FIRST)

    assert field.ran == [Stage.FOLD]


@pytest.mark.parametrize("stage", [Stage.REVALIDATION, Stage.FULL])
async def test_later_stages_need_none_either(stage: Stage) -> None:
    blobs, field = MemoryBlobs(), Field(scored(None))

    await executions_of(given(blobs), blobs, field).result(msgspec.structs.replace(FIRST, stage=stage))

    assert field.ran == [stage]


async def test_an_error_at_any_size_is_the_end_of_the_fold_which_is_not_run() -> None:
    blobs, field = MemoryBlobs(), Field(crashed("NameError: name 'x' is not defined"))

    result = await executions_of(given(blobs), blobs, field).result(FIRST)

    assert field.ran == [Stage.SAMPLE]
    assert (result.status, result.reason, result.wall_s) == (Status.CRASHED, Reason.EXCEPTION, 0.0)
    assert result.message.startswith("on 400 rows, before the first fold: Traceback")


async def test_an_error_that_few_rows_may_have_caused_is_not_believed() -> None:
    blobs, field = MemoryBlobs(), Field(crashed("ValueError: n_splits=5 cannot be greater than the number of members in each class"))

    result = await executions_of(given(blobs), blobs, field).result(FIRST)

    assert field.ran == [Stage.SAMPLE, Stage.FOLD]
    assert result.status is Status.SUCCEEDED


async def test_where_the_fold_is_known_no_rows_are_tried() -> None:
    blobs, field = MemoryBlobs(), Field(scored(None))

    await executions_of(given(blobs, execution_finished(1, scored(0.5))), blobs, field).result(FIRST)

    assert field.ran == []


@pytest.mark.parametrize(
    ("reason", "message", "ends"),
    [
        (Reason.WRONG_COLUMNS, "", True),
        (Reason.NO_SUBMISSION, "", True),
        (Reason.EXCEPTION, "ModuleNotFoundError: No module named 'x'", True),
        (Reason.EXCEPTION, "KeyError: 'x'", False),
        (Reason.EXCEPTION, "", False),
        (Reason.WALL_LIMIT, "", False),
        (Reason.UNKNOWN_LABEL, "", False),
    ],
)
def test_only_what_no_number_of_rows_mends_is_decisive(reason: Reason, message: str, ends: bool) -> None:  # noqa: FBT001 - a column of the table above
    assert decisive(msgspec.structs.replace(FAILED, reason=reason, message=message)) is ends
