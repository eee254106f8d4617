"""Rounds, leases and what an execution may use."""

import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haste.commands import GrantBudget, OpenRound
from haste.decisions import scheduling
from haste.events.event import Event
from haste.events.run import RunStarted
from haste.events.sweep import BudgetGranted, RoundStarted, SandboxProbed, SweepResumed
from haste.projections.sweep import Sweep
from haste.vocabulary.budget import Lease
from haste.vocabulary.ids import CompetitionId, Iteration, Position, RunId, Time
from haste.vocabulary.scales import Stage
from haste.vocabulary.solution import Resources
from tests.builders import (
    LEAF,
    MINUTE,
    NOW,
    NS,
    RULES,
    RUN,
    SWEEP,
    accepted,
    chosen,
    competition,
    draft,
    execution_finished,
    failed,
    good,
    made,
    probed,
    run_started,
    scored,
    sweep_of,
    sweep_started,
    tree_of,
)

OPEN = OpenRound(sweep=SWEEP, read_to=Position(9), now=NOW)
TEXTS, TABLES = ("t1", "t2", "t3"), ("a1", "a2", "a3", "a4")
SEVEN = (*(competition(name, "text") for name in TEXTS), *(competition(name, "tabular") for name in TABLES))


def rounds_of(*events: Event) -> list[tuple[CompetitionId, ...]]:
    """Competitions of all rounds that are opened one after the other."""
    state = sweep_of(*events)
    opened: list[tuple[CompetitionId, ...]] = []
    while events := scheduling.open_round(OPEN, state, RULES):
        (event,) = events
        assert isinstance(event, RoundStarted)
        opened.append(event.competitions)
        state = msgspec.structs.replace(state, rounds=(*state.rounds, event))
    return opened


def granted(state: Sweep, *, now: int = NOW, run: RunId = RUN) -> Lease:
    (event,) = scheduling.grant(GrantBudget(sweep=SWEEP, run=run, now=Time(now)), state, RULES)
    assert isinstance(event, BudgetGranted)
    assert (event.run, event.now) == (run, now)
    return event.lease


def opened(number: int, *names: str) -> RoundStarted:
    return RoundStarted(sweep=SWEEP, round=number, competitions=tuple(map(CompetitionId, names)), read_to=Position(0), rule=RULES.version, now=NOW)


def test_the_first_round_has_one_competition_of_each_domain() -> None:
    (event,) = scheduling.open_round(OPEN, sweep_of(sweep_started(*SEVEN)), RULES)

    assert event == RoundStarted(
        sweep=SWEEP, round=1, competitions=(CompetitionId("a1"), CompetitionId("t1")), read_to=Position(9), rule=RULES.version, now=NOW
    )


def test_later_rounds_interleave_the_domains() -> None:
    assert rounds_of(sweep_started(*SEVEN)) == [("a1", "t1"), ("a2", "t2"), ("a3", "t3"), ("a4",)]


def test_later_rounds_have_a_fifth_of_the_competitions_where_that_is_more_than_the_domains() -> None:
    started = sweep_started(*(competition(f"a{number}") for number in range(11)))

    assert [len(names) for names in rounds_of(started)] == [1, 3, 3, 3, 1]


@pytest.mark.parametrize(("limit", "sizes"), [(1, [7]), (2, [2, 5]), (3, [2, 2, 3]), (9, [2, 2, 2, 1])])
def test_the_last_round_that_is_allowed_takes_all_that_are_left(limit: int, sizes: list[int]) -> None:
    started = msgspec.structs.replace(sweep_started(*SEVEN), rounds_max=limit)

    assert [len(names) for names in rounds_of(started)] == sizes


def test_the_number_of_a_round_follows_that_of_the_last() -> None:
    (event,) = scheduling.open_round(OPEN, sweep_of(sweep_started(*SEVEN), opened(1, "a1", "t1")), RULES)

    assert isinstance(event, RoundStarted)
    assert event.round == 2


def test_no_round_opens_before_the_sweep_or_after_its_last_competition() -> None:
    assert scheduling.open_round(OPEN, Sweep(), RULES) == ()
    assert scheduling.open_round(OPEN, sweep_of(sweep_started(), opened(1, LEAF)), RULES) == ()


@given(st.lists(st.sampled_from(["text", "tabular", "image"]), min_size=1, max_size=30))
def test_every_competition_has_exactly_one_round(domains: list[str]) -> None:
    competitions = [competition(f"c{number}", domain) for number, domain in enumerate(domains)]

    rounds = rounds_of(sweep_started(*competitions))

    assert sorted(name for names in rounds for name in names) == sorted(entry.id for entry in competitions)
    assert len(rounds[0]) == len(set(domains))
    assert all(len(names) <= max(len(set(domains)), math.ceil(len(domains) / 5)) for names in rounds[1:])


def test_without_a_limit_in_time_a_lease_is_trials_alone() -> None:
    assert granted(sweep_of(sweep_started(trials=12))) == Lease(trials=12)


def test_before_its_sweep_nothing_is_granted() -> None:
    assert scheduling.grant(GrantBudget(sweep=SWEEP, run=RUN, now=NOW), Sweep(), RULES) == ()


def test_the_only_run_gets_all_of_the_time_and_keeps_a_quarter_back() -> None:
    lease = granted(sweep_of(sweep_started(minutes=20), opened(1, LEAF)), now=NOW + 4 * MINUTE)

    assert lease == Lease(trials=8, deadline=Time(NOW + 20 * MINUTE), reserve_s=240.0)


def test_runs_that_live_side_by_side_each_get_all_of_the_time() -> None:
    started = sweep_started(competition(), competition("tree", "text"), minutes=20, max_runs=2)

    assert granted(sweep_of(started, opened(1, "leaf", "tree"))).deadline == NOW + 20 * MINUTE
    assert granted(sweep_of(started, opened(1, "leaf", "tree"), run_started())).deadline == NOW + 20 * MINUTE


def test_three_runs_in_two_places_get_half_of_the_time_each() -> None:
    started = sweep_started(competition("a", "x"), competition("b", "y"), competition("c", "z"), minutes=20, max_runs=2)
    round_ = opened(1, "a", "b", "c")

    deadlines = [
        granted(sweep_of(started, round_)).deadline,
        granted(sweep_of(started, round_, run_started("a"))).deadline,
        granted(sweep_of(started, round_, run_started("a"), run_started("b")), now=NOW + 10 * MINUTE).deadline,
    ]

    assert deadlines == [NOW + 10 * MINUTE, NOW + 10 * MINUTE, NOW + 20 * MINUTE]


@pytest.mark.parametrize("rounds", [None, 1, 2, 3])
@pytest.mark.parametrize("max_runs", [1, 2, 3, 8, 64])
@pytest.mark.parametrize("count", [1, 2, 5, 7, 10, 23])
def test_however_many_runs_live_at_once_the_last_round_gets_as_much_time_as_the_first(count: int, max_runs: int, rounds: int | None) -> None:
    started = sweep_started(*(competition(f"c{number}", ("text", "tabular")[number % 2]) for number in range(count)), minutes=60, max_runs=max_runs)
    started = msgspec.structs.replace(started, rounds_max=rounds)
    state, now, shares = sweep_of(started), NOW, []

    while events := scheduling.open_round(OPEN, state, RULES):
        state = sweep_of(started, *state.rounds, *events, *(starting(standing.competition) for standing in state.runs))
        for first in range(0, len(state.rounds[-1].competitions), max_runs):
            wave = state.rounds[-1].competitions[first : first + max_runs]
            ends = []
            for name in wave:
                ends.append(granted(state, now=now).deadline or 0)
                state = msgspec.structs.replace(state, runs=(*state.runs, *sweep_of(starting(name)).runs))
            shares += [end - now for end in ends]
            now = Time(max(ends))

    assert len(shares) == count
    assert max(shares) - min(shares) < 1e6  # a millisecond of rounding
    assert now == pytest.approx(NOW + 60 * MINUTE, abs=1e6)


def starting(name: CompetitionId) -> RunStarted:
    return run_started(name)


def test_time_that_is_over_is_granted_as_none() -> None:
    lease = granted(sweep_of(sweep_started(minutes=5), opened(1, LEAF)), now=NOW + 9 * MINUTE)

    assert lease == Lease(trials=8, deadline=Time(NOW + 9 * MINUTE), reserve_s=0.0)


def test_time_between_drivers_is_granted_again() -> None:
    idle = SweepResumed(sweep=SWEEP, epoch=2, idle_s=600.0, now=NOW)

    assert granted(sweep_of(sweep_started(minutes=5), opened(1, LEAF), idle), now=NOW + 9 * MINUTE).deadline == NOW + 15 * MINUTE


def test_a_run_that_no_round_asked_for_still_gets_a_share() -> None:
    assert granted(sweep_of(sweep_started(minutes=20))).deadline == NOW + 10 * MINUTE


UNLIMITED = Lease(trials=8)


def clipped(asked: Resources, lease: Lease = UNLIMITED, found: SandboxProbed | None = None, *, now: int = NOW) -> Resources:
    return scheduling.clip(asked, lease, found, now=Time(now), rules=RULES, least_s=RULES.time_limit_min_s)


def test_an_execution_gets_what_it_asks_for_where_that_is_less_than_the_limits() -> None:
    asked = Resources(cpus=2, memory_bytes=2**20, time_limit_s=5.0)

    assert clipped(asked) == asked


def test_an_execution_gets_no_more_memory_or_time_than_the_rules_allow() -> None:
    got = clipped(Resources(memory_bytes=2**60, time_limit_s=1e9))

    assert (got.memory_bytes, got.time_limit_s) == (RULES.memory_bytes, RULES.time_limit_s)


def test_an_execution_gets_no_more_time_than_is_left_but_always_enough_to_submit_something() -> None:
    lease = Lease(trials=8, deadline=Time(NOW + 300 * NS))
    asked = Resources(memory_bytes=2**20, time_limit_s=800.0)

    assert clipped(asked, lease, now=NOW).time_limit_s == 300.0
    assert clipped(asked, lease, now=Time(NOW + 299 * NS)).time_limit_s == RULES.time_limit_min_s
    assert clipped(asked, lease, now=Time(NOW + 999 * NS)).time_limit_s == RULES.time_limit_min_s


def test_what_a_run_can_do_without_is_not_carried_beyond_its_time() -> None:
    asked = Resources(memory_bytes=2**20, time_limit_s=500.0)
    lease = Lease(trials=3, deadline=Time(NOW + 300 * NS))
    tree = tree_of(*good(1, draft(), 0.5), chosen(2, draft()))
    least_s = scheduling.least_s(tree, tree.trial(Iteration(2)), Stage.FOLD, RULES)

    limits = [scheduling.clip(asked, lease, None, now=Time(NOW + spent * NS), rules=RULES, least_s=least_s).time_limit_s for spent in (0, 290, 999)]

    assert limits == [300.0, 10.0, 1.0]


@pytest.mark.parametrize(
    ("longest_s", "stage", "gets_s"),
    [(90.0, Stage.FULL, 180.0), (90.0, Stage.REVALIDATION, RULES.time_limit_min_s), (2.0, Stage.FULL, RULES.time_limit_min_s)],
)
def test_a_full_fit_gets_twice_what_the_longest_fold_of_its_trial_took(longest_s: float, stage: Stage, gets_s: float) -> None:
    folds = [execution_finished(1, msgspec.structs.replace(scored(0.5), wall_s=wall_s), fold) for fold, wall_s in enumerate((1.0, longest_s, 2.0))]
    again = execution_finished(1, msgspec.structs.replace(scored(0.5), wall_s=999.0), stage=Stage.REVALIDATION)
    tree = tree_of(chosen(1, draft()), made(1, draft()), *folds, accepted(1), again)

    assert scheduling.least_s(tree, tree.trial(Iteration(1)), stage, RULES) == gets_s


def test_the_first_solution_of_a_run_gets_enough_to_be_one() -> None:
    tree = tree_of(*failed(1, draft()), chosen(2, draft()))

    assert scheduling.least_s(tree, tree.trial(Iteration(2)), Stage.FOLD, RULES) == RULES.time_limit_min_s


@pytest.mark.parametrize(
    ("asked", "has", "gets"),
    [((64, 8.0), (16, 2.0), (16, 2.0)), ((1, 0.5), (16, 2.0), (1, 0.5)), ((4, 1.0), (2, 0.0), (2, 0.0)), ((4, 1.0), None, (4, 1.0))],
    ids=["too much", "less than there is", "no device there", "nothing known yet"],
)
def test_an_execution_gets_no_more_cores_and_devices_than_the_cluster_has(
    asked: tuple[int, float], has: tuple[int, float] | None, gets: tuple[int, float]
) -> None:
    found = None if has is None else msgspec.structs.replace(probed(), cluster_cpus=has[0], cluster_gpus=has[1])

    got = clipped(Resources(cpus=asked[0], gpus=asked[1], memory_bytes=2**20, time_limit_s=5.0), found=found)

    assert (got.cpus, got.gpus) == gets
