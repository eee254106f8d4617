"""From a judgement back to where it came from: the recorded proposals, executions and verdicts behind a group's evidence."""

from collections.abc import Iterable

import msgspec

from haste.events.codec import typed
from haste.events.event import Event, Recorded
from haste.events.run import ExecutionFinished, ExecutionStarted, ProposalAccepted, ProposalMade, ProposalRejected
from haste.ports import EventLog
from haste.projections.evidence import Judged
from haste.vocabulary.ids import RunId, run_stream
from haste.vocabulary.scales import Stage


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """One credited trial with the events behind it, each as the log holds it."""

    judged: Judged
    proposal: Recorded
    started: tuple[Recorded, ...]  # executions on folds, in order
    finished: tuple[Recorded, ...]
    verdict: Recorded


def traces(log: EventLog, judged: Iterable[Judged]) -> tuple[Trace, ...]:
    """The events behind each judgement, in the order given. Each run's stream is read once."""
    runs: dict[RunId, tuple[Recorded, ...]] = {}
    found = []
    for one in judged:
        if one.run not in runs:
            runs[one.run] = typed(log.read(run_stream(one.run)))
        found.append(_trace(one, [recorded for recorded in runs[one.run] if getattr(recorded.event, "iteration", None) == one.iteration]))
    return tuple(found)


def _trace(judged: Judged, trial: list[Recorded]) -> Trace:
    verdict = next(recorded for recorded in trial if isinstance(recorded.event, ProposalAccepted | ProposalRejected))
    before = [recorded for recorded in trial if recorded.position < verdict.position]
    return Trace(
        judged=judged,
        proposal=next(recorded for recorded in before if isinstance(recorded.event, ProposalMade)),
        started=tuple(recorded for recorded in before if _on_fold(recorded.event, ExecutionStarted)),
        finished=tuple(recorded for recorded in before if _on_fold(recorded.event, ExecutionFinished)),
        verdict=verdict,
    )


def _on_fold(event: Event, kind: type[ExecutionStarted | ExecutionFinished]) -> bool:
    return isinstance(event, kind) and event.stage is Stage.FOLD
