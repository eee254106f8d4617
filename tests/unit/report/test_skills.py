"""Skills as rows, pages and tables."""

import json

import msgspec
import pytest
from rich.console import Console

from haste.events.event import Event
from haste.events.skill import SkillPinned, SkillRetired
from haste.projections.memory import Memory
from haste.report.skill_page import skill_page
from haste.report.skill_table import page_lines, skill_table
from haste.report.skills import SkillEntry, skill_entries
from haste.vocabulary.ids import Position, SkillId
from haste.vocabulary.scales import Comparison, Sign, SkillState, Tier
from haste.vocabulary.skill import Condition, Skill
from tests.builders import NOW, abstracted, competition, judged, learned, log_of, memory_of, run_started, skill, sweep_started

FIELDS = "id tier kind domain technique title sign state effect interval competitions supporting contradicting"
STARTED = (sweep_started(competition("leaf"), competition("moss")), run_started("leaf"), run_started("moss"))
JUDGED = (*judged("leaf", "one-hot", 0.3), *judged("leaf", "one-hot", 0.1, 0.03, iteration=3), *judged("moss", "one-hot", -0.2, 0.02))
LOCAL, WIDE, EVERYWHERE = skill("a"), skill("b", Tier.DOMAIN), skill("c", Tier.GLOBAL, sources=("b",))
HISTORY = (*STARTED, *JUDGED, learned(LOCAL), abstracted(WIDE, SkillState.PROVEN), abstracted(EVERYWHERE, mean=-0.2))


def row(entries: tuple[SkillEntry, ...], name: str) -> SkillEntry:
    return next(entry for entry in entries if entry.id == name)


def remembered(*events: Event) -> Memory:
    return memory_of(*(events or HISTORY))


def test_a_row_has_every_field_of_the_contract_and_no_other() -> None:
    (found,) = json.loads(msgspec.json.encode(skill_entries(remembered(abstracted(WIDE)))))

    assert list(found) == FIELDS.split()
    assert found["interval"] == pytest.approx([0.3, 0.5])
    assert {name: found[name] for name in FIELDS.split() if name != "interval"} == {
        "id": "b",
        "tier": "domain",
        "kind": "learning",
        "domain": "tabular",
        "technique": "one-hot",
        "title": "Title of b",
        "sign": "helps",
        "state": "probation",
        "effect": 0.4,
        "competitions": 1,
        "supporting": 1,
        "contradicting": 0,
    }


def test_the_widest_tier_comes_first_and_in_each_the_largest_effect() -> None:
    other = skill("d", Tier.DOMAIN, technique="rank")

    entries = skill_entries(remembered(*HISTORY, abstracted(other, mean=-0.9)))

    assert [entry.id for entry in entries] == ["c", "d", "b", "a"]


def test_a_skill_that_no_gate_saw_has_the_effect_of_its_own_competition() -> None:
    found = row(skill_entries(remembered()), "a")

    assert found.effect == pytest.approx(0.2)
    assert found.interval is not None
    assert found.interval[0] < 0.2 < found.interval[1]
    assert (found.competitions, found.supporting, found.contradicting) == (1, 1, 0)


def test_harm_in_its_own_competition_contradicts() -> None:
    own = msgspec.structs.replace(LOCAL, competition="moss", sign=Sign.HARMS)

    found = row(skill_entries(remembered(*STARTED, *JUDGED, learned(own))), "a")

    assert (found.effect, found.supporting, found.contradicting) == (-0.2, 0, 1)


def test_a_skill_without_evidence_has_no_effect() -> None:
    (found,) = skill_entries(remembered(*STARTED, learned(LOCAL)))

    assert (found.effect, found.interval, found.competitions) == (None, None, 0)


def page_of(value: Skill, *more: Event) -> list[str]:
    events = (*HISTORY, *more)
    return list(page_lines(skill_page(log_of(*events), memory_of(*events), value.id)))


def test_a_page_holds_the_words_the_evidence_and_the_history() -> None:
    pin = SkillPinned(skill=WIDE.id, because="it is good", by="Ada", now=NOW)
    log = log_of(*HISTORY, pin)

    page = skill_page(log, memory_of(*HISTORY, pin), WIDE.id)

    assert (page.id, page.when, page.when_not, page.instructions, page.pinned) == ("b", "There are categories.", "There are none.", "Do it.", True)
    leaf, moss = page.evidence
    assert (leaf.competition, leaf.significant, [trial.iteration for trial in leaf.trials]) == ("leaf", 1, [2, 3])
    assert (moss.competition, moss.effect, moss.significant, moss.trials[0].run) == ("moss", -0.2, -1, "s.moss")
    verdicts = {stored.position for stored in log.tail(after=Position(0), limit=99) if b"run.proposal_" in stored.data and b"credit" in stored.data}
    assert {trial.position for one in page.evidence for trial in one.trials} == verdicts
    assert [(one.event, one.by, one.because) for one in page.history] == [
        ("skill.abstracted.v1", None, None),
        ("skill.pinned.v1", "Ada", "it is good"),
    ]
    assert page.history[1].position == log.head().position


def test_evidence_of_a_competition_tier_skill_is_its_own_competitions() -> None:
    page = skill_page(log_of(*HISTORY), remembered(), LOCAL.id)

    assert [one.competition for one in page.evidence] == ["leaf"]


def test_a_page_for_people_says_all_of_it() -> None:
    said = page_of(WIDE, SkillPinned(skill=WIDE.id, because="it is good", by="Ada", now=NOW))

    assert said[0] == "b: Title of b"
    assert said[1] == "domain tier (tabular), proven, pinned; one-hot helps; learning by scripted"
    assert said[2] == "effect +0.400 [+0.300, +0.500]; significantly for in 1 of 1 competitions, against in 0"
    assert "sources: -" in said
    assert "  trial 2 of s.moss: -0.200 ± 0.020, position 9" in said
    assert said[-1].endswith("skill.pinned.v1, appended by given by Ada: it is good")


def test_a_page_shows_conditions_code_and_sources_where_there_are_any() -> None:
    conditions = (
        Condition(field="rows_log10", comparison=Comparison.AT_LEAST, value=3.0),
        Condition(field="skew", comparison=Comparison.BELOW, value=0.5),
    )
    value = msgspec.structs.replace(skill("e", Tier.GLOBAL, sources=("b",)), conditions=conditions, code="x = 1")

    said = page_of(value, abstracted(value))

    assert {"conditions: rows_log10 >= 3 and skew < 0.5", "code:\nx = 1", "sources: b"} <= set(said)
    assert "global tier (all domains)" in said[1]


def test_a_table_has_a_row_a_skill_and_takes_no_word_for_markup() -> None:
    value = msgspec.structs.replace(LOCAL, title="[bold]loud[/bold]")
    retired = SkillRetired(skill=SkillId("a"), because="x", by="Ada", effect=None, read_to=Position(0), rule="person", now=NOW)
    console = Console(width=200)

    with console.capture() as captured:
        console.print(skill_table(skill_entries(remembered(*STARTED, learned(value), retired))))

    (line,) = (line for line in captured.get().splitlines() if "│ competition" in line)
    cells = [cell.strip() for cell in line.strip("│").split("│")]
    assert cells == ["competition", "retired", "a", "[bold]loud[/bold]", "-", "-", "0", "0 / 0"]
