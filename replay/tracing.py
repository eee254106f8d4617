"""From evidence back to where it came from: the recorded proposals, executions and verdicts behind it, and what other logs handed over."""

from collections.abc import Iterable, Iterator

import msgspec

from haste.decisions.importing import Import
from haste.events.codec import typed
from haste.events.event import Event, Recorded
from haste.events.run import ExecutionFinished, ExecutionStarted, ProposalAccepted, ProposalMade, ProposalRejected, TrialReused
from haste.events.sweep import TechniqueReconciled
from haste.ports import EventLog
from haste.vocabulary.ids import Iteration, Position, RunId, run_stream
from haste.vocabulary.scales import Stage
from haste.vocabulary.skill import NEW, Judged

_PAGE = 2000


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """One credited trial with the events behind it, each as the log holds it."""

    judged: Judged
    proposal: Recorded
    started: tuple[Recorded, ...]  # executions on folds, in order
    finished: tuple[Recorded, ...]
    verdict: Recorded


def traces(log: EventLog, judged: Iterable[Judged]) -> tuple[Trace, ...]:
    """The events behind each judgement of a run of this log, in the order given. Each run's stream is read once."""
    runs: dict[RunId, tuple[Recorded, ...]] = {}
    found = []
    for one in judged:
        if one.run not in runs:
            runs[one.run] = typed(log.read(run_stream(one.run)))
        trial = [recorded for recorded in runs[one.run] if getattr(recorded.event, "iteration", None) == one.iteration]
        if trial:
            found.append(_trace(one, trial))
    return tuple(found)


def handed_over(log: EventLog, judged: Iterable[Judged]) -> dict[tuple[RunId, Iteration], Recorded]:
    """The events that brought judgements of other logs' runs, by run and iteration."""
    wanted = {(one.run, one.iteration) for one in judged}
    found: dict[tuple[RunId, Iteration], Recorded] = {}
    for recorded in _of_streams(log, "skill-", "sweep-") if wanted else ():
        if isinstance(recorded.event, Import):
            for one in recorded.event.evidence:
                if (one.run, one.iteration) in wanted:
                    found.setdefault((one.run, one.iteration), recorded)
    return found


def reconciliations(log: EventLog, technique: str, *, end: Position) -> tuple[Recorded, ...]:
    """The events that made a technique's name another's, in order; none of one that was never named anew."""
    if not technique.startswith(NEW):
        return ()
    names, found = {technique}, []
    for recorded in _of_streams(log, "sweep-"):
        event = recorded.event
        if isinstance(event, TechniqueReconciled) and event.technique in names and recorded.position <= end:
            names.add(event.known)
            found.append(recorded)
    return tuple(found)


def _of_streams(log: EventLog, *prefixes: str) -> Iterator[Recorded]:
    """All events of streams whose names begin so, in the order of the log."""
    after = Position(0)
    while page := log.tail(after=after, limit=_PAGE):
        after = page[-1].position
        yield from typed(stored for stored in page if stored.stream.startswith(prefixes))


def _trace(judged: Judged, trial: list[Recorded]) -> Trace:
    verdict = next(recorded for recorded in trial if isinstance(recorded.event, ProposalAccepted | ProposalRejected))
    before = [recorded for recorded in trial if recorded.position < verdict.position]
    return Trace(
        judged=judged,
        proposal=next(recorded for recorded in before if isinstance(recorded.event, ProposalMade)),
        started=tuple(recorded for recorded in before if _on_fold(recorded.event, ExecutionStarted)),
        finished=tuple(recorded for recorded in before if _on_fold(recorded.event, ExecutionFinished, TrialReused)),
        verdict=verdict,
    )


def _on_fold(event: Event, *kinds: type[ExecutionStarted | ExecutionFinished | TrialReused]) -> bool:
    return isinstance(event, kinds) and event.stage is Stage.FOLD
