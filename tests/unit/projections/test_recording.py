"""What of a sweep has to come out the same when it is run again: its ensembles too."""

import msgspec
import pytest

from haste.events.event import Event
from haste.projections.recording import Recording, first_difference, recording
from tests.blends import ensemble_judged
from tests.builders import SWEEP, draft, good, log_of, run_started, submitted, sweep_started

JUDGED = ensemble_judged((2, 0.75), (1, 0.25))
BLEND = msgspec.structs.replace(submitted(2), members=JUDGED.members)


def recorded(*events: Event) -> Recording:
    return recording(log_of(sweep_started(), run_started(), *good(1, draft(), 0.7), *good(2, draft(), 0.8), *events), SWEEP, where="a test")


@pytest.mark.parametrize(
    ("events", "where", "found"),
    [
        ((ensemble_judged((2, 0.5), (1, 0.5)), BLEND), "leaf, ensemble", "ranks of trials 2 (0.5), 1 (0.5): kept"),
        ((ensemble_judged((2, 0.75), (1, 0.25), accepted=False), BLEND), "leaf, ensemble", "ranks of trials 2 (0.75), 1 (0.25): not kept, no_gain"),
        ((BLEND,), "leaf, ensemble", "nothing"),
        ((JUDGED, submitted(2)), "leaf, submission", f"solution {'a' * 64} of trial 2"),
    ],
    ids=["weights", "verdict", "none", "submission"],
)
def test_an_ensemble_that_comes_out_otherwise_is_a_difference(events: tuple[Event, ...], where: str, found: str) -> None:
    difference = first_difference(recorded(JUDGED, BLEND), recorded(*events))

    assert difference is not None
    assert (difference.where, difference.found) == (where, found)


def test_the_same_ensemble_is_none() -> None:
    assert first_difference(recorded(JUDGED, BLEND), recorded(JUDGED, BLEND)) is None
