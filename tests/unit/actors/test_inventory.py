"""The skills that a run may see are those of its round's start, whatever the log brings later."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from haste.actors.inventory import Inventory
from haste.decisions.unseen import HOST
from haste.events.event import Event
from haste.events.rows import Pair
from haste.events.sweep import SweepStarted
from haste.ports import Expected, Write
from haste.projections.memory import MemoryFollower
from haste.projections.run import RunState
from haste.store.lance import LanceIndex
from haste.store.memory import MemoryLog
from haste.vocabulary.brief import Remembered
from haste.vocabulary.ids import CompetitionId, Position, RunId, SweepId, run_id
from haste.vocabulary.scales import Arm, Tier
from tests.builders import (
    RULES,
    SWEEP,
    abstracted,
    append,
    competition,
    judged,
    learned,
    log_of,
    profiled,
    round_started,
    run_started,
    skill,
    sweep_started,
)
from tests.unit.actors.acting import no_index, writer_of

LEAF, TREE = run_id(SWEEP, CompetitionId("leaf")), run_id(SWEEP, CompetitionId("tree"))
FIRST, SECOND = abstracted(skill("first", Tier.DOMAIN)), abstracted(skill("second", Tier.DOMAIN))
OTHER = SweepId("t")


def started(arm: Arm = Arm.TIERED, *, transfer: bool = False, also: tuple[str, ...] = ()) -> SweepStarted:
    pair = (msgspec.structs.replace(competition(), also=also), competition("tree"))
    return msgspec.structs.replace(sweep_started(*pair), arm=arm, transfer=transfer)


def two_rounds(sweep: SweepStarted | None = None, *between: Event) -> MemoryLog:
    """One skill before the first round, one within it, one within the second; in position: 2, 5, and the last."""
    log = log_of(sweep or started(), FIRST, round_started("leaf", read_to=2), run_started("leaf"), SECOND, *between)
    head = log.head().position
    append(log, [round_started("tree", number=2, read_to=head), run_started("tree", round_=2), abstracted(skill("third", Tier.DOMAIN))])
    return log


async def names(log: MemoryLog, run: RunId, *, only: SweepId | None = SWEEP, inventory: Inventory | None = None) -> list[str]:
    state = await writer_of(log, run=run).catch_up()
    return [loaded.skill.id for loaded in (inventory or Inventory(log, only=only, open_index=no_index)).loaded(state).skills]


async def test_a_run_sees_the_skills_of_its_rounds_start_and_none_that_came_later() -> None:
    log = two_rounds()

    assert await names(log, LEAF) == ["first"]
    assert await names(log, TREE) == ["first", "second"]


async def test_events_after_the_rounds_start_change_nothing() -> None:
    log = two_rounds()
    inventory, state = Inventory(log, only=SWEEP, open_index=no_index), await writer_of(log, run=TREE).catch_up()
    before = inventory.loaded(state)

    append(log, [learned(skill("own", of="tree")), abstracted(skill("fourth", Tier.GLOBAL))])

    assert inventory.loaded(state) == before
    assert Inventory(log, only=SWEEP, open_index=no_index).loaded(state) == before


@pytest.mark.parametrize(("kept_to", "read_from"), [(2, [2, 0]), (6, [0, 0])])
async def test_an_inventory_goes_on_from_a_snapshot_unless_it_goes_beyond_the_start_of_the_round(
    monkeypatch: pytest.MonkeyPatch, kept_to: int, read_from: list[int]
) -> None:
    log = two_rounds()
    kept = MemoryFollower(log, only=SWEEP)
    kept.catch_up(to=Position(kept_to))
    inventory = Inventory(log, only=SWEEP, open_index=no_index, snapshot=lambda: kept.kept)
    asked: list[int] = []

    def rows(*, after: Position, limit: int) -> Sequence[Pair]:
        asked.append(after)
        return MemoryLog.rows(log, after=after, limit=limit)

    monkeypatch.setattr(log, "rows", rows)

    assert await names(log, TREE, inventory=inventory) == ["first", "second"]
    kept = MemoryFollower(log, only=SWEEP)
    assert await names(log, LEAF, inventory=inventory) == ["first"]
    assert asked == read_from


async def test_runs_of_an_earlier_round_are_still_served_after_one_of_a_later_round() -> None:
    log = two_rounds()
    inventory = Inventory(log, only=SWEEP, open_index=no_index)

    assert await names(log, TREE, inventory=inventory) == ["first", "second"]
    assert await names(log, LEAF, inventory=inventory) == ["first"]
    assert await names(log, TREE, inventory=inventory) == ["first", "second"]


async def test_the_arm_of_the_sweep_says_what_is_shown() -> None:
    assert await names(two_rounds(started(Arm.NONE)), TREE) == []
    assert await names(two_rounds(started(Arm.FLAT), learned(skill("a")), abstracted(skill("z", Tier.DOMAIN, domain="text"))), TREE) == [
        "a",
        "first",
        "second",
        "z",
    ]


async def test_under_transfer_a_run_does_not_see_what_its_competition_taught() -> None:
    own, others = learned(skill("own", of="tree")), learned(skill("others", of="leaf"))
    evidence = (run_started("tree"), *judged("leaf", "one-hot", 0.4), *judged("tree", "one-hot", -0.4))
    log = two_rounds(started(transfer=True), own, others, *evidence)
    state = await writer_of(log, run=TREE).catch_up()

    (loaded,) = Inventory(log, only=SWEEP, open_index=no_index).loaded(state).skills

    assert await names(two_rounds(started(), own, others, *evidence), TREE) == ["own", "first", "second"]
    assert (loaded.skill.tier, loaded.skill.sources, loaded.skill.author) == (Tier.DOMAIN, ("others",), HOST)
    assert [(name, effect) for name, effect, _ in loaded.effects] == [("leaf", 0.4)]


async def test_a_competition_of_several_domains_sees_the_skills_of_all_of_them() -> None:
    text = abstracted(skill("of-texts", Tier.DOMAIN, domain="text"))
    sweep = started(also=("text",))
    log = log_of(sweep, FIRST, text, round_started("leaf", read_to=3), run_started("leaf"))

    assert await names(log, LEAF) == ["first", "of-texts"]


async def test_a_cold_sweep_does_not_see_the_skills_of_others_and_a_warm_one_does() -> None:
    other = abstracted(skill("of-another-sweep", Tier.DOMAIN))
    log = log_of(started())
    write = Write(stream=other.stream, events=(other,), expected=Expected.ANY, actor="given", correlation=OTHER)
    log.append([write], key="other")
    append(log, [round_started("leaf", read_to=2), run_started("leaf")])

    assert await names(log, LEAF) == []
    assert await names(log, LEAF, only=None) == ["of-another-sweep"]


def test_a_run_that_has_not_started_sees_nothing() -> None:
    assert Inventory(log_of(started(), FIRST), only=SWEEP, open_index=no_index).loaded(RunState(run=LEAF)) == Remembered()


async def test_a_run_of_a_sweep_that_nobody_started_sees_nothing() -> None:
    assert await names(log_of(FIRST, run_started("leaf")), LEAF) == []


FITTING = [f"s-{number:02}" for number in (3, 17, 49)]  # their words have to do with numbers of few rows, which is what the run's profile holds


def crowded(sweep: SweepStarted, *more: Event) -> MemoryLog:
    """More skills of the domain than a brief has room for; few of them have to do with the task."""
    skills = [skill(f"s-{number:02}", Tier.DOMAIN) for number in range(RULES.skills_max + 10)]
    told = [msgspec.structs.replace(one, when="Columns hold numbers, rows are few.") if one.id in FITTING else one for one in skills]
    others = (abstracted(skill("of-texts", Tier.DOMAIN, domain="text")), learned(skill("of-tree", of="tree")))
    log = log_of(sweep, *map(abstracted, told), *others, *more)
    append(log, [round_started("leaf", read_to=log.head().position), run_started("leaf"), profiled()])
    return log


def listed(folder: Path) -> set[Path]:
    return set(folder.iterdir())


async def test_where_more_are_in_scope_than_a_brief_has_room_for_those_that_fit_the_task_stay(tmp_path: Path) -> None:
    log = crowded(started())

    shown = await names(log, LEAF, inventory=Inventory(log, only=SWEEP, open_index=lambda: LanceIndex(tmp_path)))

    assert len(shown) == RULES.skills_max
    assert shown == sorted(shown)
    assert set(FITTING) < set(shown)
    assert set(shown) < {f"s-{number:02}" for number in range(RULES.skills_max + 10)}


@pytest.mark.parametrize("arm", [Arm.FLAT, Arm.RANKED])
async def test_arms_without_scopes_have_no_more_room(arm: Arm, tmp_path: Path) -> None:
    log = crowded(started(arm), abstracted(skill("foreign", Tier.DOMAIN, domain="text", technique="numbers")))

    shown = await names(log, LEAF, inventory=Inventory(log, only=SWEEP, open_index=lambda: LanceIndex(tmp_path)))

    assert len(shown) == RULES.skills_max
    assert {*FITTING, "foreign"} < set(shown)


async def test_what_the_log_brings_later_changes_nothing_in_what_is_retrieved(tmp_path: Path) -> None:
    log = crowded(started())
    inventory = Inventory(log, only=SWEEP, open_index=lambda: LanceIndex(tmp_path))
    before = await names(log, LEAF, inventory=inventory)
    built = listed(tmp_path)

    append(log, [abstracted(msgspec.structs.replace(skill("later", Tier.DOMAIN), when="Columns hold numbers, rows are few."))])

    assert await names(log, LEAF, inventory=inventory) == before
    assert await names(log, LEAF, inventory=Inventory(log, only=SWEEP, open_index=lambda: LanceIndex(tmp_path))) == before
    assert listed(tmp_path) == built


async def test_an_index_that_is_deleted_in_mid_sweep_is_made_anew(tmp_path: Path) -> None:
    log = crowded(started())
    inventory = Inventory(log, only=SWEEP, open_index=lambda: LanceIndex(tmp_path / "index"))
    before = await names(log, LEAF, inventory=inventory)

    shutil.rmtree(tmp_path / "index")

    assert await names(log, LEAF, inventory=inventory) == before
