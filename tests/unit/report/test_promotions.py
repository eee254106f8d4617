"""What a sweep learned, in its document and in its table."""

import json
from pathlib import Path

import msgspec

from haste.events.event import Event
from haste.events.skill import SkillPinned, SkillRetired
from haste.events.sweep import PromotionRefused, SweepFinished
from haste.report.document import SweepDocument, document
from haste.report.table import promoted, table
from haste.vocabulary.ids import Position, SkillId, SweepId
from haste.vocabulary.scales import Tier, Verdict, Warmth
from haste.vocabulary.skill import Effect, Group
from tests.builders import NOW, RULES, SWEEP, abstracted, learned, log_of, skill
from tests.unit.replay.histories import History
from tests.unit.report.printing import printed

WIDE, GROUP = skill("b", Tier.DOMAIN, sources=("a",)), Group(technique="one-hot", domain="tabular")


def refused(group: Group, verdict: Verdict, *, effect: Effect | None = None) -> PromotionRefused:
    return PromotionRefused(
        sweep=SWEEP, group=group, to=Tier.DOMAIN, verdict=verdict, because="so", effect=effect, read_to=Position(0), rule=RULES.version, now=NOW
    )


def seen(mean: float, *, supporting: int = 0, contradicting: int = 0) -> Effect:
    return Effect(mean=mean, lower=mean - 0.1, upper=mean + 0.1, competitions=3, supporting=supporting, contradicting=contradicting)


def retired(name: str) -> SkillRetired:
    return SkillRetired(skill=SkillId(name), because="x", by="Ada", effect=None, read_to=Position(0), rule="person", now=NOW)


def shown(history: History, folder: Path, *events: Event) -> SweepDocument:
    history.keeps(*events)
    return document(history.log, history.blobs, history.sweep, log_spec="x", held=False, submissions=folder)


def after(folder: Path, *events: Event) -> SweepDocument:
    history = History()
    history.starts()
    return shown(history, folder, *events)


def test_skills_that_are_not_retired_are_counted_by_tier(tmp_path: Path) -> None:
    kinds = (learned(skill("a")), learned(skill("x")), abstracted(WIDE), abstracted(skill("c", Tier.GLOBAL)), retired("x"))

    found = json.loads(msgspec.json.encode(after(tmp_path, *kinds)))

    assert found["skills"] == {"competition": 1, "domain": 1, "global": 1}
    assert [entry["id"] for entry in found["inventory"]] == ["c", "b", "a", "x"]


def test_a_promotion_has_every_field_of_the_contract_and_no_other(tmp_path: Path) -> None:
    history = History()
    history.starts()
    history.keeps(learned(skill("a")), abstracted(WIDE))
    position = history.log.head().position

    (found,) = json.loads(msgspec.json.encode(shown(history, tmp_path)))["promotions"]

    assert found == {
        "skill": "b",
        "group": {"technique": "one-hot", "domain": "tabular"},
        "to": "domain",
        "verdict": "domain",
        "state": "probation",
        "sources": ["a"],
        "read_to": 0,
        "position": position,
    }


def test_a_cold_sweep_shows_its_own_skills_and_one_from_home_those_of_all(tmp_path: Path) -> None:
    earlier = History()
    earlier.starts()
    earlier.keeps(learned(skill("a")), abstracted(WIDE))
    cold = History(earlier.log, sweep=SweepId("t"))
    cold.starts()
    home = History(earlier.log, sweep=SweepId("u"), warm=Warmth.HOME)
    home.starts()

    assert [one.skills.domain for one in (shown(earlier, tmp_path), shown(cold, tmp_path), shown(home, tmp_path))] == [1, 0, 1]
    assert [len(one.promotions) for one in (shown(earlier, tmp_path), shown(cold, tmp_path), shown(home, tmp_path))] == [1, 0, 0]


def test_what_happens_after_its_end_does_not_change_a_sweep(tmp_path: Path) -> None:
    history = History(warm=Warmth.HOME)
    history.starts()
    history.keeps(learned(skill("a")), SweepFinished(sweep=SWEEP, valid=1, now=NOW))

    assert shown(history, tmp_path, learned(skill("x")), SkillPinned(skill=SkillId("a"), because="x", by="Ada", now=NOW)).skills.competition == 1


def test_groups_of_which_no_skill_was_made_are_counted_by_their_last_verdict(tmp_path: Path) -> None:
    other = Group(technique="rank", domain="tabular")
    verdicts = (refused(GROUP, Verdict.COMPETITION), refused(other, Verdict.SKIP), refused(other, Verdict.CONFLICT), abstracted(WIDE))

    found = after(tmp_path, *verdicts, learned(skill("a")))

    assert found.refused == {Verdict.CONFLICT: 1}
    assert list(promoted(found))[-1] == "groups that made no skill, by verdict: 1 conflict"


def test_where_nothing_was_promoted_the_groups_that_came_nearest_are_told_with_their_evidence(tmp_path: Path) -> None:
    effects = {
        "none": seen(0.9),
        "small": seen(0.1, supporting=1),
        "harm": seen(-0.3, contradicting=1),
        "most": seen(0.05, supporting=2),
        "least": seen(0.02, supporting=1),
    }
    history = History()
    history.starts()
    history.keeps(refused(Group(technique="untried", domain="tabular"), Verdict.SKIP))
    history.keeps(refused(Group(technique="most", domain=None), Verdict.SKIP, effect=seen(0.5, supporting=3)))  # proven in no domain
    history.keeps(*(refused(Group(technique=name, domain="tabular"), Verdict.COMPETITION, effect=effect) for name, effect in effects.items()))
    found = shown(history, tmp_path)

    assert [one.group.technique for one in found.nearest] == ["most", "harm", "small"]
    assert list(promoted(found))[1] == (
        f"nearest to a skill for the domain tabular: most, effect +0.050 [-0.050, +0.150], so; "
        f"decided at position {found.nearest[0].position} on the log up to 0"
    )


def test_a_group_that_has_a_skill_from_before_is_not_told_as_one_that_came_near(tmp_path: Path) -> None:
    earlier = History()
    earlier.starts()
    earlier.keeps(learned(skill("a")), abstracted(WIDE))
    home = History(earlier.log, earlier.blobs, sweep=SweepId("u"), warm=Warmth.HOME)
    home.starts()
    other = Group(technique="rank", domain="tabular")
    refusals = (refused(group, Verdict.DOMAIN, effect=seen(0.4, supporting=1)) for group in (GROUP, other))

    found = shown(home, tmp_path, *refusals)

    assert (found.promotions, found.refused) == ((), {Verdict.DOMAIN: 2})
    assert [one.group.technique for one in found.nearest] == ["rank"]


def test_beside_promotions_no_refusal_is_told_by_itself(tmp_path: Path) -> None:
    other = refused(Group(technique="rank", domain="tabular"), Verdict.COMPETITION, effect=seen(0.1, supporting=1))

    assert not [line for line in promoted(after(tmp_path, other, learned(skill("a")), abstracted(WIDE))) if line.startswith("nearest")]


def test_the_table_tells_each_promotion_with_its_evidence(tmp_path: Path) -> None:
    found = after(tmp_path, learned(skill("a")), abstracted(WIDE))

    (line,) = promoted(found)
    assert line == (
        "promoted to domain: b (probation), effect +0.400 [+0.300, +0.500], significant in 1 of 1 competitions, against in 0; "
        f"sources: 1; decided at position {found.promotions[0].position} on the log up to 0"
    )
    assert line[:60] in printed(table(found))


def test_the_table_shows_wider_tiers_whole_and_the_competition_tier_in_part(tmp_path: Path) -> None:
    many = [learned(skill(f"own-{number}", technique=f"t{number}")) for number in range(10)]
    wide = [abstracted(skill(f"wide-{number}", Tier.DOMAIN, technique=f"t{number}")) for number in range(9)]

    said = printed(table(after(tmp_path, *many, *wide, retired("wide-0"))))

    assert "skills by tier" in said
    assert [name for name in (f"wide-{number} " for number in range(9)) if f"│ {name}" not in said] == ["wide-0 "]
    assert sum(f"│ own-{number} " in said for number in range(10)) == 8
    assert "and 2 more of the competition tier: `haste skills list`" in said


def test_a_sweep_that_learned_nothing_shows_no_skills(tmp_path: Path) -> None:
    found = after(tmp_path)

    assert "skills by tier" not in printed(table(found))
    assert list(promoted(found)) == []
    assert document(log_of(), History().blobs, SWEEP, log_spec="x", held=False, submissions=tmp_path).inventory == ()
