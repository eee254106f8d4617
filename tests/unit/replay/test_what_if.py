"""What other constants would have decided: cascades of promotions, trials that nobody made, words that nobody wrote."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from haste.decisions.curating import BY_HAND
from haste.decisions.unseen import without
from haste.errors import SweepNotFoundError
from haste.events.event import Event, Recorded
from haste.events.run import BriefPrepared, ProposalAccepted, ProposalRejected
from haste.events.skill import SkillAbstracted, SkillConflicted, SkillMerged, SkillProven, SkillRetired
from haste.events.sweep import PromotionRefused, TechniqueReconciled
from haste.projections.memory import MemoryFollower
from haste.store.blobs import MemoryBlobs
from haste.vocabulary.ids import BlobId, CompetitionId, Iteration, Position, SweepId, run_id
from haste.vocabulary.scales import Arm, Role, Tier, Verdict, Warmth
from replay.every import checked
from replay.outcomes import Need
from replay.parameters import READ_BY, changes
from replay.past import every, started_sweeps
from replay.telling_what_if import lines
from replay.what_if import Row, WhatIf, counts, of_sweep
from tests.builders import NOW, RULES, SWEEP, competition, learned, round_started, run_started, skill, sweep_started
from tests.golden.make_history import altered
from tests.unit.replay.governed import Tried, governed
from tests.unit.replay.histories import History
from tests.unit.replay.seasons import Season, made_season

CONSTANTS = [f"{rule}.{name}" for rule, names in READ_BY.items() for name in names]
ASH = CompetitionId("ash")
ALIKE = "Give each category a column of its own, and let rare ones share another one."
APART: Tried = (("ash", "one-hot", 0.3, 5000), ("beech", "one-hot", -0.3, 100))
TORN: Tried = (*APART, ("cedar", "one-hot", 0.3, 5000), ("elm", "one-hot", -0.3, 100))


def asked(made: Season | History, *texts: str) -> WhatIf:
    return of_sweep(made.log, made.blobs, None, changes(texts))


def as_recorded(parameter: str) -> str:
    value = getattr(RULES, parameter.rpartition(".")[2])
    return f"{parameter}={','.join(map(str, value)) if isinstance(value, tuple) else value}"


def events_of(made: Season | History, kind: type[Event]) -> list[tuple[Position, Event]]:
    return [(recorded.position, recorded.event) for recorded in every(made.log) if isinstance(recorded.event, kind)]


def rows(found: WhatIf, *about: str) -> list[Row]:
    return [row for row in found.rows if row.decision.startswith(about)]


def would_be(found: Sequence[Row]) -> list[tuple[str, str]]:
    return [(row.decision, row.would_be) for row in found]


@pytest.mark.parametrize("parameter", CONSTANTS)
def test_no_decision_changes_where_a_constant_is_what_it_was(made: Season, parameter: str) -> None:
    found = asked(made, as_recorded(parameter))

    assert (found.rows, found.onlookers, found.unlike) == ((), (), 0)
    assert list(lines(found))[-1] == f"no decision changes; {found.decisions} were made again"


def test_all_constants_may_be_named_at_once_and_all_decisions_are_counted(made: Season) -> None:
    found = asked(made, *map(as_recorded, CONSTANTS))

    kinds = (ProposalAccepted, ProposalRejected, SkillAbstracted, SkillProven, PromotionRefused)
    decided = sum(len(events_of(made, kind)) for kind in kinds) + len(made.started.competitions)  # a distillation each
    assert (found.rows, found.decisions, found.sweep) == ((), decided, made.started.sweep)


def test_a_promotion_that_would_not_be_made_takes_with_it_what_was_made_of_it(made: Season) -> None:
    found = asked(made, "promotion.proven_competitions=3")

    assert would_be(found.rows)[2] == ("promotion: one-hot in all domains", "refused (skip): proven in 0 domains, needs 2")
    assert [row.decision for row in found.rows[:2]] == ["promotion: one-hot in tabular", "promotion: one-hot in text"]
    assert [row.recorded.rpartition(" ")[2] for row in found.rows[:2]] == ["proven", "proven"]
    later = found.rows[3]
    assert (later.decision, later.would_be.rpartition(" ")[2]) == (
        "promotion: one-hot in tabular",
        "proven",
    )  # a round later, by the third competition
    assert later.recorded.startswith("refused (domain)")
    assert counts(found) == {"would change": 5}


def test_rows_stand_where_the_recorded_decisions_stand(made: Season) -> None:
    proven = [position for position, _ in events_of(made, SkillProven)]

    assert [row.position for row in asked(made, "promotion.proven_competitions=3").rows[:2]] == proven


def test_runs_that_saw_a_skill_that_would_not_be_there_are_listed(made: Season) -> None:
    (wide,) = (event.skill for _, event in events_of(made, SkillAbstracted) if isinstance(event, SkillAbstracted) and event.to == "global")

    found = asked(made, "promotion.proven_competitions=3")

    (one,) = found.onlookers
    assert (one.run, one.gone, one.cited, one.new) == ("s.cedar", (wide,), (wide,), ())
    assert f"s.cedar saw skills that would not be there: {wide}, and cites {wide}" in lines(found)


def test_words_that_were_written_later_serve_for_a_skill_that_would_be_made_earlier(made: Season) -> None:
    found = asked(made, "promotion.probation_competitions=2")

    assert [row.would_be.partition(" one-hot-")[0] for row in rows(found, "promotion: one-hot in t")[2:]] == ["new skill", "new skill"]
    assert {row.needs for row in found.rows} == {None}
    assert [one.run for one in found.onlookers if one.new] == ["s.cedar"]
    assert any(line.startswith("s.cedar might have seen skills that were not there: one-hot-") for line in lines(found))


def test_a_sweep_whose_briefs_leave_out_their_own_competition_is_what_it_was_too(tmp_path: Path) -> None:
    made = made_season(tmp_path, transfer=True)

    assert (asked(made, as_recorded("promotion.retire_uses")).onlookers, checked(made.log, made.blobs).match) == ((), True)
    assert asked(made, "promotion.probation_competitions=3", "promotion.proven_competitions=3").onlookers != ()


async def test_what_briefs_leave_out_is_decided_by_other_constants_too() -> None:
    history = await governed((("ash", "one-hot", 0.3, 100), ("beech", "one-hot", 0.3, 100)))
    follower = MemoryFollower(history.log)
    follower.catch_up()
    left = without(follower.state, ASH, RULES).tiers.live(Tier.DOMAIN)
    second = History(history.log, history.blobs, sweep=SweepId("t"))
    started = msgspec.structs.replace(sweep_started(competition("ash")), warm=Warmth.HOME, transfer=True, arm=Arm.TIERED)
    brief = BriefPrepared(
        run=run_id(SWEEP, ASH),
        iteration=Iteration(1),
        role=Role.DRAFT,
        request=BlobId(""),
        context_tokens=1,
        skills=tuple(entry.skill.id for entry in left),
    )
    second.keeps(started, round_started("ash", read_to=follower.read_to), run_started("ash"), brief)

    same, strict = (of_sweep(history.log, history.blobs, "t", changes([f"promotion.probation_competitions={least}"])) for least in (1, 2))

    assert [entry.skill.id in follower.state.tiers.entries for entry in left] == [False]  # plain words, under a name of their own
    assert same.onlookers == ()
    assert [(one.run, one.gone) for one in strict.onlookers] == [("t.ash", brief.skills)]


def test_a_verdict_that_would_change_leaves_the_rest_of_its_run_unknown(made: Season) -> None:
    found = asked(made, "acceptance.advance_confidence_folds=0.99999")

    (first, *others) = [row for row in found.rows if row.decision.endswith(" of ash")]
    assert (first.decision, first.needs) == ("acceptance: trial 5 of ash", None)
    assert (first.recorded, first.would_be) == ("accepted; no effect believed", "rejected (no_gain); no effect believed")
    assert first.why.startswith("lift +0.00")
    assert [(row.decision, row.would_be) for row in others] == [(f"acceptance: trial {n} of ash", "would need new trials") for n in (6, 7)]


def test_nothing_that_rests_on_unknown_trials_is_made_up(made: Season) -> None:
    found = asked(made, "acceptance.advance_confidence_folds=0.99999")

    for about in ("learning", "promotion: one-hot in t", "promotion: one-hot in all", "promotion: pairs"):
        assert {row.needs for row in rows(found, about)} == {Need.TRIALS}
    assert rows(found, "promotion: log-target") == []  # what changed there is known: the verdict, and its credit is what it was
    assert found.onlookers == ()  # what cannot be told stays as it is recorded


def test_a_trial_that_would_not_have_been_dropped_needs_its_other_folds(made: Season) -> None:
    found = asked(made, "acceptance.race_looks=")

    (first, *_) = rows(found, "acceptance")
    assert (first.decision, first.needs, first.would_be) == ("acceptance: trial 6 of ash", Need.TRIALS, "would need new trials")
    assert first.why == "it would be looked at after folds that were not executed"


def test_a_believed_effect_changes_what_the_gate_sees_and_no_trial(made: Season) -> None:
    found = asked(made, "acceptance.credit_confidence_folds=0.99999999")

    assert {row.would_be.partition(";")[0] == row.recorded.partition(";")[0] for row in rows(found, "acceptance")} == {True}
    assert {row.needs for row in found.rows} == {None}
    assert rows(found, "promotion: one-hot in") != []


def test_fewer_learnings_leave_fewer_skills(made: Season) -> None:
    found = asked(made, "learning.learnings_max=1")

    first = rows(found, "learning")[0]
    assert (first.decision, first.would_be, first.why) == ("learning: ash", "nothing", "of each run 1 at most")
    assert [part.partition("-")[0] for part in first.recorded.split("; ")] == ["learned log", "learned pairs"]


def test_what_cannot_be_made_again_for_want_of_words_is_left_as_it_is_and_said(made: Season) -> None:
    found = of_sweep(made.log, MemoryBlobs(), None, changes(["learning.learnings_max=1"]))

    assert (found.rows, found.unlike) == ((), len(made.started.competitions) + len(events_of(made, SkillAbstracted)))
    assert list(lines(found))[1].startswith(f"{found.unlike} decisions cannot be made again even by the recorded constants")


def test_a_log_that_does_not_agree_with_itself_says_so(made: Season) -> None:
    refused = events_of(made, PromotionRefused)[0][0]

    def change(recorded: Recorded) -> Event:
        event = recorded.event
        same = recorded.position != refused or not isinstance(event, PromotionRefused)
        return event if same else msgspec.structs.replace(event, verdict=Verdict.CONFLICT)

    other = altered(made.log, change)

    assert of_sweep(other, made.blobs, None, changes([as_recorded("promotion.retire_uses")])).unlike == 1


def test_a_sweep_that_is_not_there_is_wrong_use(made: Season) -> None:
    with pytest.raises(SweepNotFoundError):
        of_sweep(made.log, made.blobs, "nobody", ())


async def test_a_conflict_that_was_settled_would_not_be_with_more_competitions_asked_for() -> None:
    history = await governed(TORN)
    assert [event.state for _, event in events_of(history, SkillAbstracted) if isinstance(event, SkillAbstracted)] == ["probation", "probation"]

    found = asked(history, "promotion.separation_competitions=3")

    (row,) = rows(found, "promotion: one-hot in tabular")
    assert row.recorded.count("new skill") == 2
    assert row.would_be.startswith("refused (conflict): helps in 2 competitions, the opposite in 2")
    assert asked(history, as_recorded("promotion.separation_competitions")).rows == ()


async def test_a_conflict_for_which_nobody_was_asked_would_need_words() -> None:
    history = await governed(APART)

    found = asked(history, "promotion.separation_competitions=1")

    (row,) = rows(found, "promotion: one-hot in tabular")
    assert (row.needs, row.recorded.partition(":")[0]) == (Need.WORDS, "refused (conflict)")
    assert "(would need words)" in "\n".join(lines(found))


async def test_a_skill_that_was_never_worded_would_need_words() -> None:
    history = await governed((("ash", "one-hot", 0.3, 100), ("beech", "one-hot", 0.001, 100)))
    strict = asked(history, "promotion.probation_competitions=2")
    assert [row.needs for row in strict.rows] == [None]

    lax = await governed((("ash", "one-hot", 0.021, 100), *((f"c{number}", "one-hot", 0.0, 100) for number in range(5))))
    found = asked(lax, "promotion.effect_confidence=0.6")

    (row,) = rows(found, "promotion: one-hot in tabular")
    assert (row.recorded.partition(":")[0], row.needs) == ("refused (competition)", Need.WORDS)
    assert row.would_be.startswith("new skill one-hot-")


async def test_words_that_were_refused_are_refused_again() -> None:
    history = await governed((("ash", "one-hot", 0.3, 100),), title="As in ash")

    (refusal, *_) = [event for _, event in events_of(history, PromotionRefused)]

    assert isinstance(refusal, PromotionRefused)
    assert refusal.because == "the words name a competition: ash"
    assert asked(history, as_recorded("promotion.retire_uses")).rows == ()


async def test_words_that_stand_in_rows_would_pass_where_rows_do_not_count() -> None:
    words = " ".join(f"word{number}" for number in range(RULES.words_copied))
    history = await governed((("ash", "one-hot", 0.3, 100),), title=words, shown=f"id,text\n1,{words}\n")

    found = asked(history, "promotion.words_from_rows=False")

    (row,) = rows(found, "promotion: one-hot in tabular")
    assert row.recorded == "refused (domain): the words share 12 in a row with a competition's description or rows"
    assert (row.would_be.startswith("new skill one-hot-"), row.needs) == (True, None)


async def test_a_technique_that_would_keep_its_name_would_be_judged_by_itself() -> None:
    tried: Tried = (("ash", "one-hot", 0.3, 100), ("beech", "new:hot-columns", 0.3, 100))
    history = await governed(tried, words={"one-hot": ALIKE, "new:hot-columns": ALIKE.replace("rare", "scarce")})
    assert len(events_of(history, TechniqueReconciled)) == 1

    found = asked(history, "consolidation.words_alike=0.999")

    assert rows(found, "names of techniques in tabular")[0].would_be == "nothing"
    (rest,) = rows(found, "promotion: groups that were not there in tabular")
    assert (rest.recorded, rest.needs) == ("nothing", Need.WORDS)
    assert rest.would_be.startswith("new skill new-hot-columns-")


async def test_a_technique_that_would_be_another_ones_is_not_judged_any_more() -> None:
    tried: Tried = (("ash", "one-hot", 0.3, 100), ("beech", "new:hot-columns", 0.3, 100))
    history = await governed(tried, words={"one-hot": ALIKE, "new:hot-columns": "Let each word have a number, and count them."})
    assert events_of(history, TechniqueReconciled) == []

    found = asked(history, "consolidation.words_alike=0.01")

    assert rows(found, "names of techniques in tabular")[0].would_be == "new:hot-columns is one-hot"
    (gone,) = rows(found, "promotion: new:hot-columns in tabular")
    assert (gone.would_be, gone.why) == ("nothing", "its technique would be one-hot by then")
    assert events_of(history, SkillMerged) == []


async def test_another_sweep_of_the_log_changes_nothing_but_which_names_are_taken() -> None:
    history = await governed(TORN)
    alone = asked(history, "promotion.separation_competitions=3")
    other = History(history.log, history.blobs, sweep=SweepId("t"))
    other.keeps(sweep_started(), run_started(), learned(skill("other")))

    found = of_sweep(history.log, history.blobs, "s", changes(["promotion.separation_competitions=3"]))

    assert (found.rows, found.decisions) == (alone.rows, alone.decisions)


async def test_what_a_person_did_is_not_decided_again() -> None:
    history = await governed((("ash", "one-hot", 0.3, 100),))
    (made,) = (event for _, event in events_of(history, SkillAbstracted))
    assert isinstance(made, SkillAbstracted)
    before = asked(history, as_recorded("promotion.retire_uses"))
    retired = SkillRetired(skill=made.skill, because="no", by="ann", effect=None, read_to=Position(1), rule=BY_HAND, now=NOW)

    history.keeps(retired)

    assert asked(history, as_recorded("promotion.retire_uses")) == before


def test_a_skill_that_nobody_taught_is_left_as_it_is_and_said() -> None:
    history = History()
    history.starts()
    history.keeps(learned(skill("nobody")))

    found = asked(history, as_recorded("promotion.retire_uses"))

    assert (found.rows, found.unlike) == ((), 1)


def test_a_hand_made_sweep_without_rounds_is_decided_again_too() -> None:
    history = History()
    history.starts()

    assert started_sweeps(history.log)[0].sweep == "s"
    assert asked(history, as_recorded("promotion.retire_uses")).decisions == 0
    assert events_of(history, SkillConflicted) == []
