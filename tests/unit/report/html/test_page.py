"""The page of a sweep, whatever the sweep came to."""

import re
from pathlib import Path

import msgspec
import pytest

from haste.events.event import FORMAT, Event
from haste.events.run import BriefPrepared, ReplyReceived
from haste.events.skill import SkillProven, SkillRetired
from haste.events.sweep import PromotionRefused, SweepFinished, SweepResumed
from haste.ports import BlobStore, EventLog
from haste.store.blobs import MemoryBlobs
from haste.vocabulary.brief import Call, Usage
from haste.vocabulary.ids import BlobId, Iteration, Position, SkillId, SweepId, Time
from haste.vocabulary.scales import Comparison, Direction, Medal, Reason, Role, SkillKind, SplitKind, Status, Tier, Verdict, View
from haste.vocabulary.skill import Condition, Conditions, Consultation, Group
from tests.builders import (
    FAILED,
    MINUTE,
    NOW,
    RULES,
    RUN,
    SWEEP,
    abstracted,
    append,
    bad,
    chosen,
    competition,
    draft,
    effect_of,
    executed,
    execution_finished,
    failed,
    finished,
    good,
    graded,
    improve,
    judged,
    learned,
    log_of,
    made,
    probed,
    profiled,
    round_started,
    run_started,
    skill,
    split_fixed,
    submitted,
    sweep_started,
)
from tests.unit.report.html.pages import Reader, page_of, read_page

HOSTILE = "<script>alert('&amp;')</script> & \"more\""
USAGE = Usage(input=1234, output=56, estimated=True)
BRIEF = BriefPrepared(run=RUN, iteration=Iteration(1), role=Role.DRAFT, request=BlobId("q" * 64), context_tokens=789)
REPLY = ReplyReceived(
    run=RUN, iteration=Iteration(1), reply=BlobId("r" * 64), author="offline", suggests=True, calls=(Call(status=Status.SUCCEEDED, usage=USAGE),)
)


def whole(blobs: MemoryBlobs) -> tuple[Event, ...]:
    """A sweep from its start to its end."""
    submission = submitted(2, solution=blobs.put(b"print()"), submission=blobs.put(b"id,y\n"))
    grade = msgspec.structs.replace(graded(0.75), percentile=0.4, medal=Medal.BRONZE)
    ended = (finished(now=Time(NOW + 90_000_000_000)), grade, SweepFinished(sweep=SWEEP, valid=1, now=Time(NOW + 2 * MINUTE)))
    trials = (*good(1, draft(), *[0.7] * 5), *good(2, improve(1), *[0.8] * 5), *bad(3, improve(2, branch=1), 0.6))
    begun = (sweep_started(), probed(), round_started(), run_started(), profiled(dummy=0.5), split_fixed())
    return (*begun, *trials, BRIEF, REPLY, submission, *ended)


def test_a_finished_sweep_says_under_which_conditions_it_ran(tmp_path: Path) -> None:
    blobs = MemoryBlobs()

    found = read_page(tmp_path, *whole(blobs), blobs=blobs).text

    assert "finished : 1 of 1 competitions with a valid submission, 1 bronze." in found
    assert "offline author: composes known techniques; no language model" in found
    assert "none: briefs see no skills" in found
    assert "Seed 7 Budget 8 trials a competition, no limit of time; at most 2 runs at once" in found
    assert "started 2023-11-14 22:13:20 UTC, ended 2023-11-14 22:15:20 UTC (2 min 0 s of work); 1 round " in found
    assert f"{RULES.version}, HASTE 0.1.0, log format {FORMAT}" in found
    assert "hidden in 1 competition: a fold's rows became the test set" in found


def test_a_language_model_is_named_as_one(tmp_path: Path) -> None:
    started = msgspec.structs.replace(sweep_started(), language_model="claude:some-model")

    assert "Author language model claude:some-model" in read_page(tmp_path, started).text


def test_a_run_is_a_row_with_its_scores_counts_and_seconds(tmp_path: Path) -> None:
    blobs = MemoryBlobs()

    found = read_page(tmp_path, *whole(blobs), blobs=blobs).text

    assert "leaf tabular auc ↑ 0.5 0.8 0.75 \N{MINUS SIGN}0.05 40 bronze 3 1 of 2 11 90 " in found


def test_a_private_gain_is_above_0_where_private_is_better_whatever_the_direction(tmp_path: Path) -> None:
    started = sweep_started(competition(direction=Direction.MINIMIZE))

    chosen_one = submitted(solution=(blobs := MemoryBlobs()).put(b"print()"), submission=blobs.put(b"id,y\n"))

    found = read_page(tmp_path, started, run_started(), split_fixed(), *good(1, draft(), 0.7), chosen_one, finished(), graded(0.75), blobs=blobs).text

    assert "auc ↓ - 0.8 0.75 +0.05 " in found


def test_what_the_sandbox_does_not_stop_is_said(tmp_path: Path) -> None:
    holed = msgspec.structs.replace(probed(), misses=("unix_path", "something new"), tried=("landlock: too old",))

    found = read_page(tmp_path, sweep_started(), holed).text

    assert "bubblewrap. What it does not stop: connect to a Unix socket that has a path; something new." in found
    assert "Did not hold: landlock: too old" in found


def test_missing_walls_stand_at_the_top(tmp_path: Path) -> None:
    assert "No walls:" in read_page(tmp_path, sweep_started(), probed(walled=False)).text.split("Conditions Results")[0]
    assert "No walls:" not in read_page(tmp_path, sweep_started(), probed()).text


@pytest.mark.parametrize(
    ("held", "end", "said"),
    [
        (False, None, "interrupted : 0 of 1 competitions with a valid submission. 0 skills"),
        (True, None, "still running when the page was written"),
        (False, 0, "ended without any valid submission"),
    ],
)
def test_a_sweep_that_did_not_end_well_says_so(
    tmp_path: Path,
    held: bool,  # noqa: FBT001 - a column of the table above
    end: int | None,
    said: str,
) -> None:
    events = () if end is None else (SweepFinished(sweep=SWEEP, valid=end, now=NOW),)

    assert said in read_page(tmp_path, sweep_started(), run_started(), *events, held=held).text


def test_a_sweep_without_any_run_has_a_page(tmp_path: Path) -> None:
    found = read_page(tmp_path, sweep_started()).text

    for sentence in (
        "No run has started.",
        "No trial has begun.",
        "Nothing was learned yet",
        "promoted nothing",
        "Nothing was spent.",
        "not tried yet",
    ):
        assert sentence in found


def test_a_name_that_no_log_knows_has_a_page_that_says_so(tmp_path: Path) -> None:
    found = read_page(tmp_path).text

    assert "Nothing is known of it but its name." in found
    assert "position 0, SHA-256 " + "0" * 64 in found


def test_a_run_under_way_has_dashes_for_what_is_not_there_yet(tmp_path: Path) -> None:
    found = read_page(tmp_path, sweep_started(), run_started(), held=True).text

    assert "leaf tabular auc ↑ - - - - - - 0 0 of 0 0 - " in found
    assert "leaf y - - - hidden - - - " in found


def test_competitions_that_wait_are_named(tmp_path: Path) -> None:
    started = sweep_started(competition("leaf"), competition("moss"), competition("fern"))

    assert "Not started yet: moss, fern." in read_page(tmp_path, started, run_started()).text
    assert "Not started" not in read_page(tmp_path, sweep_started(), run_started()).text


def test_a_large_competition_tier_is_folded_away_but_whole(tmp_path: Path) -> None:
    many = [learned(skill(f"own-{number:02}", technique=f"t{number}")) for number in range(50)]

    read = read_page(tmp_path, sweep_started(), *many)

    assert "10 more of the competition tier, with smaller effects" in read.text
    assert len({found["id"] for found in read.named("tr") if "id" in found}) == 50


def test_without_leaderboards_there_is_no_standing_and_it_is_said(tmp_path: Path) -> None:
    events = (sweep_started(), run_started(), split_fixed(), finished(), graded(0.75))

    assert "None of the graded competitions has a leaderboard here" in read_page(tmp_path, *events).text
    assert "has a leaderboard here" not in read_page(tmp_path, *events[:-1]).text  # not graded yet
    blobs = MemoryBlobs()
    assert "has a leaderboard here" not in read_page(tmp_path, *whole(blobs), blobs=blobs).text


def test_a_failed_run_says_why_and_so_do_its_executions(tmp_path: Path) -> None:
    ended = finished(Status.CRASHED, Reason.NO_VALID_SOLUTION)

    found = read_page(tmp_path, sweep_started(), run_started(), split_fixed(), *failed(1, draft()), *failed(2, draft()), ended).text

    assert "auc ↑ - crashed - " in found
    assert "run crashed 1 no_valid_solution leaf why " in found
    assert "execution crashed 2 exception leaf KeyError: 'x' " in found
    assert "by reason: 2 failed (one of its executions did not succeed)." in found


def test_calls_and_tokens_are_counted_by_what_was_asked_for(tmp_path: Path) -> None:
    blobs = MemoryBlobs()

    found = read_page(tmp_path, *whole(blobs), blobs=blobs).text

    assert "leaf 1 1 234 0 56 estimated 789 33 6 90 " in found
    assert "draft 1 0 1 234 0 56 estimated " in found


def test_the_page_says_how_to_check_it(tmp_path: Path) -> None:
    blobs = MemoryBlobs()
    log = log_of(*whole(blobs), *(learned(skill("a")),))

    found = Reader(page_of(log, blobs, tmp_path)).text

    head = log.head()
    assert f"position {head.position}, SHA-256 {head.hash.hex()}" in found
    assert f"position {head.position - 1}, SHA-256" in found  # the sweep's own last event
    assert "haste log verify" in found
    assert str(tmp_path / "s.leaf" / "submission.csv") in found


class Promoted(msgspec.Struct, frozen=True, kw_only=True):
    """A sweep whose gate promoted one technique, and refused it for all domains."""

    log: EventLog
    blobs: BlobStore


def promoted(*after: Event, conditions: Conditions = ()) -> Promoted:
    """With the call that brought the words."""
    blobs = MemoryBlobs()
    wide = msgspec.structs.replace(skill("one-hot-b", Tier.DOMAIN, sources=("one-hot-a",)), conditions=conditions)
    trials = (*good(1, draft(), 0.7, 0.7), chosen(2, improve(1)), made(2, improve(1)), *executed(2, (0.8, 0.8)), judged("leaf", "one-hot", 0.4)[1])
    begun = (sweep_started(), run_started(), profiled(), split_fixed(2), *trials, learned(skill("one-hot-a")))
    seen = Position(len(begun))
    reply = blobs.put(msgspec.msgpack.encode({"calls": [Call(status=Status.SUCCEEDED, usage=USAGE)], "raw": b"", "more": 1}))
    made_wide = msgspec.structs.replace(abstracted(wide, supporting=("leaf",)), reply=reply, read_to=seen)
    group = Group(technique="one-hot", domain=None)
    refused = PromotionRefused(
        sweep=SWEEP, group=group, to=Tier.GLOBAL, verdict=Verdict.SKIP, because="so & so", effect=None, read_to=seen, rule=RULES.version, now=NOW
    )
    earlier = msgspec.structs.replace(refused, because="earlier")
    return Promoted(log=log_of(*begun, earlier, made_wide, refused, *after), blobs=blobs)


def test_a_promotion_is_told_with_its_evidence(tmp_path: Path) -> None:
    history = promoted()

    found = Reader(page_of(history.log, history.blobs, tmp_path)).text

    assert "promoted: Title of one-hot-b" in found
    assert "Group one-hot in tabular, for the domain tier Verdict domain, probation Because significant in 1 " in found
    assert "For leaf Against none Made from one-hot-a Position" in found
    assert re.search(r"Position (\d+), decided on the log up to (\d+)", found)
    assert "1 group that made no skill: 1 skip (not enough evidence)" in found
    assert "so & so" in found
    assert "earlier" not in found
    assert "abstract 1 0 1 234 0 56 estimated" in found


def test_a_skill_is_a_row_of_the_forest_plot_with_sign_and_state_in_words(tmp_path: Path) -> None:
    history = promoted()

    read = Reader(page_of(history.log, history.blobs, tmp_path))

    assert "global tier: none yet domain tier 1 Title of one-hot-b one-hot-b" in read.text
    assert "tabular helps probation " in read.text
    assert [one["aria-label"].split(": effect")[0] for one in read.named("svg", "forest")[1:]] == [
        "one-hot helps, probation",
        "one-hot helps, learned",
    ]


def test_what_the_gate_asked_for_is_counted_once(tmp_path: Path) -> None:
    blobs = MemoryBlobs()
    reply = blobs.put(msgspec.msgpack.encode({"calls": [Call(status=Status.SUCCEEDED, usage=USAGE)]}))
    asked = Consultation(request=BlobId("q" * 64), reply=reply)
    halves = [msgspec.structs.replace(abstracted(skill(name, Tier.DOMAIN)), reply=reply, settled=asked) for name in ("one", "two")]

    found = read_page(tmp_path, sweep_started(), run_started(), *halves, blobs=blobs).text

    assert "abstract 2 0 2 468 0 112 estimated reconcile 1 0 1 234 0 56 estimated " in found


def test_a_conditioned_skill_says_where_it_holds(tmp_path: Path) -> None:
    found = promoted(conditions=(Condition(field="rows_log10", comparison=Comparison.AT_LEAST, value=3.5),))

    assert "Where rows_log10 ≥ 3.5 Verdict" in Reader(page_of(found.log, found.blobs, tmp_path)).text


def test_a_split_by_a_column_names_it(tmp_path: Path) -> None:
    grouped = msgspec.structs.replace(split_fixed(), split=msgspec.structs.replace(split_fixed().split, kind=SplitKind.GROUPED, column="house"))

    assert "5 folds, grouped by house, stratified" in read_page(tmp_path, sweep_started(), run_started(), grouped).text


def test_a_skill_of_another_kind_is_shown_with_its_kind_and_a_retired_one_with_its_state(tmp_path: Path) -> None:
    recipe = msgspec.structs.replace(skill("a"), kind=SkillKind.RECIPE)
    retired = SkillRetired(skill=SkillId("a"), because="x", by="Ada", effect=None, read_to=Position(0), rule="person", now=NOW)

    found = read_page(tmp_path, sweep_started(), learned(recipe), retired).text

    assert "Title of a a recipe leaf helps retired " in found


def test_trials_that_cite_skills_are_listed_and_lead_to_them(tmp_path: Path) -> None:
    step = improve(1)
    proposal = msgspec.structs.replace(made(2, step).proposal, skills=(SkillId("a"),))
    events = [msgspec.structs.replace(event, proposal=proposal) if hasattr(event, "proposal") else event for event in good(2, step, *[0.8] * 5)]

    read = read_page(tmp_path, sweep_started(), learned(skill("a")), run_started(), split_fixed(), *good(1, draft(), *[0.7] * 5), *events)

    assert "leaf 2 title 2 a accepted " in read.text
    assert {"href": "#skill-a"} in read.named("a")


def test_an_interruption_that_was_resumed_is_told(tmp_path: Path) -> None:
    resumed = SweepResumed(sweep=SWEEP, epoch=2, idle_s=75.0, now=NOW)

    assert "resumed 1 time after 1 min 15 s without a driver" in read_page(tmp_path, sweep_started(), resumed).text


def hostile(folder: Path) -> str:
    """A page of a sweep in which everything that others write is an attack on it."""
    bent = msgspec.structs.replace(
        competition(), name=HOSTILE, domain=HOSTILE, target=(HOSTILE,), metric=msgspec.structs.replace(competition().metric, name=HOSTILE)
    )
    started = msgspec.structs.replace(sweep_started(bent), language_model=HOSTILE, haste=HOSTILE)
    crash = msgspec.structs.replace(FAILED, message=f"{HOSTILE}\x1b[31m\x00")
    titled = msgspec.structs.replace(made(1, draft()).proposal, title=HOSTILE)
    trial = [msgspec.structs.replace(event, proposal=titled) if hasattr(event, "proposal") else event for event in good(1, draft(), 0.7)]
    words = msgspec.structs.replace(skill("a", technique=HOSTILE), title=HOSTILE, author=HOSTILE)
    walls = msgspec.structs.replace(probed(), misses=(HOSTILE,), tried=(HOSTILE,))
    because = msgspec.structs.replace(split_fixed(), because=HOSTILE)
    ended = msgspec.structs.replace(finished(Status.CRASHED, Reason.NO_VALID_SOLUTION), message=HOSTILE)
    events = (started, walls, run_started(), profiled(), because, *trial, execution_finished(1, crash, 1), learned(words), ended)
    return page_of(log_of(*events), MemoryBlobs(), folder)


def test_nothing_that_others_write_becomes_part_of_the_page(tmp_path: Path) -> None:
    said = hostile(tmp_path)
    read = Reader(said)

    assert "<script" not in said
    assert read.named("script") == []
    assert read.text.count("<script>alert('&amp;')</script> & \"more\"") >= 10
    assert [tag for tag, found in read.tags if any(name.startswith("on") for name in found)] == []
    assert re.search(r"[\x00-\x08\x0b-\x1f]", said) is None


def test_a_page_needs_nothing_but_itself(tmp_path: Path) -> None:
    history = promoted()
    read = Reader(said := page_of(history.log, history.blobs, tmp_path))

    ids = {found["id"] for _, found in read.tags if "id" in found}
    assert {name for _, found in read.tags for name in found} & {"src", "srcset", "data", "action"} == set()
    assert re.findall(r"https?:|url\(|@import", said) == []
    assert [found["href"] for _, found in read.tags if "href" in found and found["href"][1:] not in ids] == []
    assert len(read.named("a")) > 10


def test_the_same_log_gives_the_same_page(tmp_path: Path) -> None:
    history = promoted()

    assert page_of(history.log, history.blobs, tmp_path) == page_of(history.log, history.blobs, tmp_path)


def test_what_happens_after_its_end_changes_nothing_of_a_sweep_but_the_head(tmp_path: Path) -> None:
    end = SweepFinished(sweep=SWEEP, valid=0, now=NOW)
    other = msgspec.structs.replace(sweep_started(), sweep=SweepId("t"))
    before = promoted(end)
    said, head = page_of(before.log, before.blobs, tmp_path), before.log.head()
    proven = SkillProven(skill=SkillId("one-hot-b"), effect=effect_of(0.4), read_to=Position(1), rule=RULES.version, now=NOW)
    append(before.log, (other, learned(skill("later")), proven))

    now = before.log.head()
    after = page_of(before.log, before.blobs, tmp_path)

    assert f"position {now.position}, SHA-256" in after
    assert after.replace(f"position {now.position}, SHA-256", f"position {head.position}, SHA-256").replace(now.hash.hex(), head.hash.hex()) == said


def test_every_view_is_named_with_what_it_means(tmp_path: Path) -> None:
    views = [competition(name) for name in ("a", "b", "c")]
    bent = [msgspec.structs.replace(one, view=view) for one, view in zip(views, View, strict=True)]

    found = read_page(tmp_path, sweep_started(*bent), *(run_started(one.id) for one in bent)).text

    assert "declared in 1 competition: the solution wrote its own out-of-fold predictions: no evidence for any skill" in found
