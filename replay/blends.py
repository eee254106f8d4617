"""Ensembles by other constants: would the blend that a run judged be a finalist?"""

from collections.abc import Iterator

import msgspec

from haste.events.codec import typed
from haste.events.event import Recorded
from haste.events.run import EnsembleJudged
from haste.events.sweep import SweepStarted
from haste.ports import EventLog
from haste.projections import run as runs
from haste.projections.run import RunState
from haste.thresholds import Thresholds
from haste.vocabulary.ids import CompetitionId, run_id, run_stream, sweep_stream
from replay.finals import ended_again
from replay.outcomes import Need
from replay.trials import Trials


class Reblended(msgspec.Struct, frozen=True, kw_only=True):
    """The verdict on a run's ensemble, and what it would be."""

    recorded: Recorded
    competition: CompetitionId
    was: str
    would_be: str
    why: str
    needs: Need | None = None


def reblended(log: EventLog, started: SweepStarted, rules: Thresholds, trials: Trials) -> Iterator[Reblended]:
    """Judge the ensembles of a sweep by other constants, on their recorded lifts.

    Args:
        log: Where its events are.
        started: The start of the sweep.
        rules: To judge by.
        trials: Its trials by the same constants: where one of a run changes, nobody knows what would have been blended.
    """
    own = typed(log.read(sweep_stream(started.sweep)))
    for competition in started.competitions:
        run = run_id(started.sweep, competition.id)
        page = typed(log.read(run_stream(run)))
        recorded = next((one for one in page if isinstance(one.event, EnsembleJudged)), None)
        if recorded is None or not isinstance(event := recorded.event, EnsembleJudged):
            continue
        if run in trials.runs:
            why, would_be, needs = "a verdict of this run would change", str(Need.TRIALS), Need.TRIALS
        else:
            state = RunState(run=run)
            for one in sorted((*own, *page), key=lambda one: one.position):
                state = runs.evolve(state, one.event) if one.position <= event.read_to else state
            (again,) = ended_again(event, state, rules) or (event,)
            assert isinstance(again, EnsembleJudged)
            why = f"lift {event.lift.mean:+.4g} ± {event.lift.se:.2g}" if event.lift else ""
            would_be, needs = _told(again), None
        yield Reblended(recorded=recorded, competition=competition.id, was=_told(event), would_be=would_be, why=why, needs=needs)


def _told(event: EnsembleJudged) -> str:
    return "accepted" if event.accepted else f"rejected ({event.reason})"
