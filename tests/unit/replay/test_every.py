"""Whole logs are decided again: what rules decided is found to be the same, and whatever was changed is found."""

from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from haste.errors import ReplayMismatchError, UseError
from haste.events.event import Event, Recorded
from haste.events.run import (
    FinalistRevalidated,
    LearningsDistilled,
    PhaseFinished,
    PhaseStarted,
    ProposalAccepted,
    ProposalRejected,
    SplitFixed,
    StepChosen,
    SubmissionChosen,
)
from haste.events.skill import SkillAbstracted, SkillLearned, SkillProven
from haste.events.sweep import AuthorConsulted, BudgetGranted, PromotionRefused, RoundStarted
from haste.store.blobs import FileBlobs, MemoryBlobs
from haste.store.exporting import exported, imported
from haste.store.memory import MemoryLog
from haste.store.sqlite import SqliteLog
from haste.thresholds import RULES
from haste.vocabulary.budget import Lease
from haste.vocabulary.ids import BlobId, Iteration, Position
from haste.vocabulary.scales import Operator, Reason, SkillState
from haste.vocabulary.solution import Step
from replay.every import Checked, checked, checked_all, lines, logs_in, require_all
from replay.past import every
from tests.builders import log_of
from tests.golden.make_history import altered
from tests.logs import CountingClock, round_finished
from tests.unit.replay.seasons import Season, made_season

DECIDED = (
    RoundStarted,
    BudgetGranted,
    SplitFixed,
    PhaseStarted,
    PhaseFinished,
    StepChosen,
    FinalistRevalidated,
    ProposalAccepted,
    ProposalRejected,
    SubmissionChosen,
)
ABOUT_SKILLS = (LearningsDistilled, SkillAbstracted, SkillProven, PromotionRefused)  # one of these an append


def wrong(made: Season, kind: type[Event], change: Callable[[Event], Event], *, last: bool = False) -> tuple[Checked, Recorded]:
    """What is found where the first, or the last, event of a kind is another one; and that event as it was."""
    places = [recorded for recorded in every(made.log) if isinstance(recorded.event, kind)]
    place = places[-1 if last else 0]
    other = altered(made.log, lambda recorded: change(recorded.event) if recorded.position == place.position else recorded.event)
    return checked(other, made.blobs), place


def replaced(**changes: object) -> Callable[[Event], Event]:
    return lambda event: msgspec.structs.replace(event, **changes)


def without(made: Season, blob: BlobId) -> MemoryBlobs:
    """All blobs but one."""
    left = MemoryBlobs()
    for name, data in made.blobs._blobs.items():
        if name != blob:
            left.put(data)
    return left


def kept(folder: Path, made: Season, name: str = "season", *, with_blobs: bool = True) -> Path:
    """A season as an exported log, with its blobs beside it."""
    file = folder / f"{name}.jsonl"
    file.write_bytes(b"".join(exported(made.log)))
    if with_blobs:
        store = FileBlobs(folder / f"{name}.blobs")
        for data in made.blobs._blobs.values():
            store.put(data)
    return file


def test_every_decision_of_a_whole_sweep_is_made_again(made: Season) -> None:
    found = checked(made.log, made.blobs)

    kinds = Counter(type(recorded.event) for recorded in every(made.log))
    assert (found.match, found.differences, found.skipped) == (True, (), 0)
    assert found.decided == sum(kinds[kind] for kind in (*DECIDED, *ABOUT_SKILLS))
    assert min(kinds[kind] for kind in (*DECIDED, *ABOUT_SKILLS)) > 0
    assert (found.events, found.head, found.sweeps) == (made.log.head().position, made.log.head().hash.hex(), 1)


def test_leases_of_a_sweep_whose_time_is_limited_are_granted_again(tmp_path: Path) -> None:
    made = made_season(tmp_path, trials=1, minutes=600)

    found = checked(made.log, made.blobs)

    assert [recorded.event.lease.deadline is not None for recorded in every(made.log) if isinstance(recorded.event, BudgetGranted)] == [True] * 5
    assert found.differences == ()


def test_shares_of_money_are_granted_again_from_what_may_have_been_seen(tmp_path: Path) -> None:
    made = made_season(tmp_path, trials=1, usd=9.0)
    leases = [recorded.event.lease for recorded in every(made.log) if isinstance(recorded.event, BudgetGranted)]

    found, _ = wrong(made, BudgetGranted, replaced(lease=msgspec.structs.replace(leases[-1], usd=4.0)), last=True)

    assert all(lease.usd for lease in leases)
    assert checked(made.log, made.blobs).differences == ()
    assert [difference.field for difference in found.differences] == ["lease.usd"]


@pytest.mark.parametrize(
    ("kind", "changes", "field"),
    [
        (RoundStarted, {"competitions": ()}, "competitions"),
        (BudgetGranted, {"lease": Lease(trials=99)}, "lease.trials"),
        (SplitFixed, {"because": "a whim"}, "because"),
        (StepChosen, {"step": Step(operator=Operator.MERGE)}, "step.operator"),
        (ProposalRejected, {"reason": Reason.NO_GAIN}, "reason"),
        (PhaseStarted, {"phase": 2}, "event"),
        (PhaseFinished, {"read_to": Position(9)}, "event"),  # no phase was over there
        (FinalistRevalidated, {"score": 0.99}, "score"),
        (FinalistRevalidated, {"iteration": Iteration(2)}, "event"),  # no finalist
        (SubmissionChosen, {"validation": 0.99}, "validation"),
        (LearningsDistilled, {"dropped": ("all",)}, "dropped"),
        (SkillAbstracted, {"state": SkillState.PROVEN}, "state"),
        (SkillProven, {"because": "everybody says so"}, "because"),
        (SkillProven, {"skill": "nobody"}, "event"),
        (ProposalRejected, {"read_to": Position(1)}, "event"),  # it cannot have seen its trial there
        (ProposalRejected, {"iteration": Iteration(99)}, "event"),
        (StepChosen, {"read_to": Position(7)}, "event"),  # the policy opens a phase there
        (SubmissionChosen, {"read_to": Position(30)}, "event"),  # nothing was fitted on all rows
        (PromotionRefused, {"because": "nobody likes it"}, "because"),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_a_decision_that_was_changed_is_found_where_it_stands(made: Season, kind: type[Event], changes: dict[str, object], field: str) -> None:
    found, place = wrong(made, kind, replaced(**changes))

    assert not found.match
    assert field in [difference.field for difference in found.differences if difference.position == place.position]
    assert found.head is not None  # the chain holds: only deciding again finds it


def test_a_rejected_trial_that_was_accepted_is_found(made: Season) -> None:
    def accept(event: Event) -> Event:
        assert isinstance(event, ProposalRejected)
        return ProposalAccepted(**{name: value for name, value in msgspec.structs.asdict(event).items() if name != "reason"})

    found, place = wrong(made, ProposalRejected, accept, last=True)

    (difference, *_) = found.differences
    assert (difference.position, difference.field) == (place.position, "event")
    assert (difference.recorded, difference.replayed) == ("run.proposal_accepted.v1 of run-s.cedar", "run.proposal_rejected.v1 of run-s.cedar")


def test_a_score_that_was_changed_is_found_in_the_lift_that_was_made_of_it(made: Season) -> None:
    accepted = next(one for one in every(made.log) if isinstance(one.event, ProposalAccepted) and one.event.lift)
    assert isinstance(accepted.event, ProposalAccepted)
    assert accepted.event.lift
    lift = msgspec.structs.replace(accepted.event.lift, mean=accepted.event.lift.mean + 0.001)

    other = altered(made.log, lambda one: msgspec.structs.replace(one.event, lift=lift) if one.position == accepted.position else one.event)

    assert "lift.mean" in [difference.field for difference in checked(other, made.blobs).differences]


def test_a_skill_that_is_not_in_the_reply_is_found_with_what_is(made: Season) -> None:
    found, place = wrong(made, SkillLearned, replaced(skill="nobody"))

    assert isinstance(place.event, SkillLearned)
    first = next(difference for difference in found.differences if difference.position == place.position)
    assert first.recorded == "skill.learned.v1 of skill-nobody"
    assert first.replayed.startswith(f"skill.learned.v1 of {place.stream}; ")


def test_a_decision_that_was_left_out_is_found_in_the_append_that_lacks_it(made: Season) -> None:
    """A distillation and one of its skills stand in one append; the skill is put into a call of its own."""
    place = next(recorded for recorded in every(made.log) if isinstance(recorded.event, SkillLearned))

    found = checked(altered(made.log, lambda one: round_finished(99) if one.position == place.position else one.event), made.blobs)

    assert [(one.recorded, one.replayed) for one in found.differences][:1] == [("nothing", f"skill.learned.v1 of {place.stream}")]


def test_words_that_are_gone_are_missed_where_they_are_needed(made: Season) -> None:
    asked = next(one.event for one in every(made.log) if isinstance(one.event, AuthorConsulted))
    assert isinstance(asked, AuthorConsulted)

    found = checked(made.log, without(made, asked.reply))

    assert {difference.field for difference in found.differences} == {"reply"}
    assert found.differences[0].replayed == "no blob of that name"


def test_without_any_blobs_what_needs_words_is_passed_over_and_counted(made: Season) -> None:
    found, everything = checked(made.log, None), checked(made.log, made.blobs)

    needing = sum(isinstance(one.event, LearningsDistilled | SkillAbstracted) for one in every(made.log))
    assert (found.match, found.skipped, found.decided) == (True, needing, everything.decided - needing)


def test_a_broken_chain_is_the_only_difference(made: Season) -> None:
    page = list(made.log.tail(after=Position(0), limit=10_000))
    page[4] = msgspec.structs.replace(page[4], time=page[4].time + 1)
    broken = MemoryLog(CountingClock())
    broken.take(page, made.log.head())

    found = checked(broken, made.blobs)

    assert (found.match, found.head, found.events, found.decided) == (False, None, 4, 0)
    assert [(difference.position, difference.field) for difference in found.differences] == [(5, "log")]


def test_rules_that_this_code_does_not_have_are_told(made: Season, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(RULES, made.started.rule)

    with pytest.raises(ReplayMismatchError, match=f"expected rules {made.started.rule}, by which sweep s decided"):
        checked(made.log, made.blobs)


def test_an_empty_log_matches() -> None:
    assert checked(log_of(), None) == Checked(match=True, events=0, head="00" * 32, sweeps=0, decided=0, skipped=0, differences=())


def test_all_logs_of_a_folder_are_decided_again_whatever_they_are_made_of(made: Season, tmp_path: Path) -> None:
    exported_log = kept(tmp_path, made)
    with closing(SqliteLog(tmp_path / "table.sqlite", CountingClock())) as log:
        imported(exported_log.read_bytes().splitlines(), log, where="season")

    files = logs_in(tmp_path)
    (one, other) = checked_all(files)

    assert [file.name for file in files] == ["season.jsonl", "table.sqlite"]
    assert (one.match, one.skipped, other.match, other.head) == (True, 0, True, one.head)
    assert other.skipped > 0  # no blobs lie beside it
    require_all((one, other))
    assert f"{other.skipped} passed over for want of blobs" in next(lines(other))
    assert next(lines(one)).startswith(f"{exported_log}: match; {one.events} events, sweeps: 1, {one.decided} decisions made again; head ")


def test_a_folder_of_blobs_serves_all_logs_beside_it(made: Season, tmp_path: Path) -> None:
    kept(tmp_path, made)
    (tmp_path / "season.blobs").rename(tmp_path / "blobs")

    (one,) = checked_all(logs_in(tmp_path))

    assert (one.match, one.skipped) == (True, 0)


def test_all_logs_are_looked_at_before_the_first_that_differs_is_named(made: Season, tmp_path: Path) -> None:
    broken = kept(tmp_path, made, "a-broken", with_blobs=False)
    broken.write_bytes(broken.read_bytes()[:-1000])
    (tmp_path / "b-nothing.sqlite").write_bytes(b"no log at all")
    kept(tmp_path, made, "c-whole")

    found = tuple(checked_all(logs_in(tmp_path)))

    assert [one.match for one in found] == [False, False, True]
    assert [one.differences[0].field for one in found[:2]] == ["log", "log"]
    with pytest.raises(ReplayMismatchError, match=r"a-broken\.jsonl, and 1 more logs: expected"):
        require_all(found)
    assert next(lines(found[0])) == f"{broken}: MISMATCH"


def test_a_folder_without_logs_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UseError, match=r"files that end in \.jsonl or \.sqlite, found none"):
        logs_in(tmp_path)
    with pytest.raises(UseError, match="found no folder"):
        logs_in(tmp_path / "nowhere")
