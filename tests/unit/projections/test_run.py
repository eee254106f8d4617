"""A run in its sweep."""

from functools import reduce

import msgspec
import pytest

from haste.events.event import Event
from haste.projections import run as runs
from haste.projections.run import RunState
from haste.thresholds import RULES
from haste.vocabulary.budget import Lease
from tests.builders import RUN, competition, draft, good, granted, profiled, run_started, split_fixed, sweep_started, tree_of


def after(*events: Event) -> RunState:
    return reduce(runs.evolve, events, RunState(run=RUN))


def test_events_of_both_streams_reach_the_state() -> None:
    state = after(sweep_started(), run_started(), granted(Lease(trials=5)), profiled(), split_fixed(), *good(1, draft(), 0.7))

    assert (state.competition, state.lease, state.seed) == (competition(), Lease(trials=5), 7)
    assert state.tree == tree_of(*good(1, draft(), 0.7))


def test_a_run_without_a_grant_may_spend_nothing() -> None:
    assert after(sweep_started(), run_started()).lease == Lease(trials=0)


def test_rules_are_those_that_the_sweep_was_started_under() -> None:
    for version in RULES:
        assert after(msgspec.structs.replace(sweep_started(), rule=version)).rules is RULES[version]
    with pytest.raises(KeyError, match="rules@99"):
        _ = after(msgspec.structs.replace(sweep_started(), rule="rules@99")).rules


def test_before_its_sweep_has_started_a_run_has_neither_rules_nor_a_seed() -> None:
    assert after().seed == 0
    with pytest.raises(KeyError):
        _ = after().rules
