"""What did not succeed, by reason: runs, grades, executions, calls and trials."""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from haste.report.html.run_page import RunPage
from haste.vocabulary.scales import Status

_SHOWN = 400  # characters of a message: its end, where a traceback says what happened


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """All failures of one kind."""

    what: str  # "run", "grade", "execution" or "call"
    status: str
    reason: str
    count: int = 1
    competitions: tuple[str, ...]
    message: str  # of the last one


def failures(runs: Iterable[RunPage]) -> tuple[Failure, ...]:
    """Failures gathered by kind and reason, runs first, then the commonest."""
    kinds: dict[tuple[str, str, str], Failure] = {}
    for one in (found for run in runs for found in _of_run(run)):
        kind = (one.what, one.status, one.reason)
        before = kinds.get(kind)
        kinds[kind] = one if before is None else _joined(before, one)
    order = ("run", "grade", "execution", "call")
    return tuple(sorted(kinds.values(), key=lambda one: (order.index(one.what), -one.count, one.status, one.reason)))


def rejections(runs: Iterable[RunPage]) -> tuple[tuple[str, int], ...]:
    """Trials that were not accepted, counted by reason, the commonest first."""
    reasons = Counter(str(trial.reason) for run in runs for trial in run.tree.trials if trial.accepted is False)
    return tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])))


def _of_run(run: RunPage) -> Iterator[Failure]:
    entry = run.entry
    where = (entry.competition,)
    if entry.status is not None and not entry.valid:
        yield Failure(what="run", status=entry.status, reason=str(entry.reason or ""), competitions=where, message=_end(entry.message))
    elif entry.message:
        yield Failure(what="grade", status="not graded", reason="", competitions=where, message=_end(entry.message))
    for result in (result for trial in run.tree.trials for result in trial.results.values()):
        if result.status is not Status.SUCCEEDED:
            yield Failure(what="execution", status=result.status, reason=str(result.reason or ""), competitions=where, message=_end(result.message))

    for call in run.failed_calls:
        yield Failure(what="call", status=call.status, reason=str(call.reason or ""), competitions=where, message="")


def _joined(before: Failure, one: Failure) -> Failure:
    names = tuple(dict.fromkeys((*before.competitions, *one.competitions)))
    return msgspec.structs.replace(one, count=before.count + 1, competitions=names)


def _end(message: str) -> str:
    return message if len(message) <= _SHOWN else f"… {message[-_SHOWN:]}"
