"""The events that both sides store: results of executions, about 550 bytes each in msgpack."""

from collections.abc import Iterable, Iterator
from itertools import islice

from haste.events.event import Event
from haste.events.run import ExecutionFinished
from haste.ports import Expected, Write
from haste.vocabulary.ids import Iteration, RunId, StreamName
from haste.vocabulary.judgement import ExecutionResult
from haste.vocabulary.scales import Stage, Status

STREAMS = 50
_MESSAGE = "fold 3 of 5: 12,480 rows, 61 columns, early stop after 212 rounds, best at 187; two columns hold one value only and were left out. "


def events(count: int) -> list[Event]:
    """Events in the order of their positions; each of the runs gets its share."""
    return [
        ExecutionFinished(
            run=RunId(f"sweep-20261120.competition-{number % STREAMS}"),
            iteration=Iteration(number % 40 + 1),
            stage=Stage.FOLD,
            fold=number % 5,
            attempt=1,
            result=ExecutionResult(
                status=Status.SUCCEEDED,
                message=_MESSAGE + f"{number:>120}",
                wall_s=12.25 + number,
                cpu_s=24.5 + number,
                gpu_s=0.125,
                peak_memory_bytes=2**30 + number,
                score=0.5 + number * 1e-7,
            ),
        )
        for number in range(count)
    ]


def write(number: int, page: tuple[Event, ...]) -> Write:
    """The events of one call, to one stream."""
    return Write(stream=StreamName(f"run-{number % STREAMS}"), events=page, expected=Expected.ANY, actor="worker:run:1", correlation="sweep-20261120")


def batches(given: Iterable[Event], size: int) -> Iterator[tuple[Event, ...]]:
    """The events in pages of one size."""
    rest = iter(given)
    while page := tuple(islice(rest, size)):
        yield page
