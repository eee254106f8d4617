"""A digest stands for a state: the same however it was come by, another for any change."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haste.events.event import Event
from haste.projections import memory as memories
from haste.projections.digest import digest
from haste.projections.keeping import decoded, encoded
from haste.projections.memory import Kept, MemoryFollower
from haste.store.memory import MemoryLog
from haste.vocabulary.ids import Position
from haste.vocabulary.scales import SkillState, Tier
from tests.builders import abstracted, competition, judged, learned, log_of, memory_of, profiled, run_started, skill, sweep_started

NAMES = ("leaf", "moss", "pine")
STARTED = (sweep_started(*map(competition, NAMES)), *(event for name in NAMES for event in (run_started(name), profiled(name=name))))
STEPS: dict[str, Callable[[int, str], tuple[Event, ...]]] = {
    "tries": lambda number, name: judged(name, f"technique-{number % 3}", 0.1 * (number % 5 - 2), iteration=number + 2),
    "learns": lambda number, name: (learned(skill(f"own-{number}", of=name, technique=f"technique-{number % 3}")),),
    "promotes": lambda number, name: (abstracted(skill(f"wide-{number}", Tier.DOMAIN), SkillState.PROVEN, supporting=(name,)),),
}
HISTORIES = st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.sampled_from(NAMES)), max_size=12).map(
    lambda steps: (*STARTED, *(event for number, (step, name) in enumerate(steps) for event in STEPS[step](number, name)))
)


def folded(log: MemoryLog, *, start: Kept | None = None, to: int | None = None) -> MemoryFollower:
    follower = MemoryFollower(log, start=start)
    follower.catch_up(to=None if to is None else Position(to))
    return follower


@settings(max_examples=60, deadline=None)
@given(history=HISTORIES, page=st.integers(1, 9), cut=st.integers(0, 30))
def test_a_rebuild_a_fold_in_steps_and_a_kept_fold_with_the_rest_come_to_the_same(history: tuple[Event, ...], page: int, cut: int) -> None:
    log = log_of(*history)
    rebuilt = digest(folded(log).state)

    in_steps = MemoryFollower(log)
    for position in range(0, len(history) + page, page):
        in_steps.catch_up(to=Position(min(position, len(history))))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(memories, "_PAGE", page)
        by_pages = folded(log)
    stored = encoded(folded(log, to=min(cut, len(history))).kept)
    gone_on = folded(log, start=decoded(stored))

    assert digest(memory_of(*history)) == rebuilt
    assert [digest(one.state) for one in (in_steps, by_pages, gone_on)] == [rebuilt] * 3
    assert gone_on.kept == by_pages.kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({("a", 1): "x"}, {("a", 2): "x"}),
        ((1, 2), (2, 1)),
        ({"a"}, {"b"}),
        ({"a"}, ("a",)),
        ({}, ()),
        (None, ()),
        (0.0, -0.0),
        (1, True),
        (skill("a"), skill("b")),
        (learned(skill("a")).value, learned(skill("a"))),
    ],
    ids=str,
)
def test_other_states_have_other_digests(one: Any, other: Any) -> None:  # noqa: ANN401 - any state at all
    assert digest(one) != digest(other)


def test_sets_have_no_order() -> None:
    names = [f"name-{number}" for number in range(50)]

    assert digest(frozenset(names)) == digest(set(names)) == digest({*reversed(names)})


def test_the_order_in_which_the_log_brought_skills_is_part_of_the_state() -> None:
    one, other = (memory_of(*(learned(skill(name)) for name in names)) for names in ("ab", "ba"))

    assert digest(one) != digest(other)


def test_a_set_has_this_digest_in_every_process() -> None:
    assert digest({"text", "image", "signal", "tabular", "forecasting"})[:16] == "dbc39403d974ab1c"
