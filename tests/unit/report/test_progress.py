"""What a person hears while a sweep works."""

import msgspec
import pytest

from haste.events.event import Event
from haste.events.run import LearningsDistilled
from haste.events.skill import SkillConflicted, SkillMerged, SkillPinned, SkillProven, SkillRestored, SkillRetired
from haste.events.sweep import PromotionRefused, RoundFinished, RoundStarted, SweepFinished, SweepResumed, TechniqueReconciled
from haste.report.progress import Line, narrate
from haste.vocabulary.brief import Summary
from haste.vocabulary.ids import BlobId, Position, SkillId
from haste.vocabulary.scales import Reason, SkillState, Status, Tier, Verdict
from haste.vocabulary.skill import Group
from tests.blends import ensemble_judged
from tests.builders import (
    FAILED,
    LEAF,
    NOW,
    RULES,
    RUN,
    SWEEP,
    abstracted,
    accepted,
    chosen,
    draft,
    effect_of,
    execution_finished,
    execution_started,
    finished,
    graded,
    learned,
    lift_of,
    made,
    phase_finished,
    phase_started,
    probed,
    profiled,
    rejected,
    revalidated,
    run_started,
    scored,
    skill,
    split_fixed,
    submitted,
    sweep_started,
)

ROUND = RoundStarted(sweep=SWEEP, round=2, competitions=(LEAF,), read_to=Position(0), rule=RULES.version, now=NOW)
WIDE = skill("b", Tier.DOMAIN)
TOGETHER = ensemble_judged((3, 0.75), (1, 0.25))
LEARNINGS = LearningsDistilled(
    run=RUN,
    request=BlobId("q"),
    reply=BlobId("r"),
    author="scripted",
    calls=(),
    skills=(SkillId("a"), SkillId("b")),
    read_to=Position(0),
    rule=RULES.version,
    now=NOW,
)
REFUSED = PromotionRefused(
    sweep=SWEEP,
    group=Group(technique="one-hot", domain=None),
    to=Tier.GLOBAL,
    verdict=Verdict.SKIP,
    because="nothing",
    effect=None,
    read_to=Position(0),
    rule=RULES.version,
    now=NOW,
)
CONFLICT = SkillConflicted(
    skill=WIDE.id,
    because="helps here, harms there",
    effect=effect_of(0.1),
    supporting=(),
    contradicting=(),
    settled_by=(SkillId("c"), SkillId("d")),
    asked=None,
    sweep=SWEEP,
    read_to=Position(1),
    rule=RULES.version,
    now=NOW,
)
TOLD: dict[str, tuple[Event, dict[str, object]]] = {
    "sweep started": (sweep_started(), {"competitions": 1, "budget_trials": 8}),
    "sweep resumed": (SweepResumed(sweep=SWEEP, epoch=2, idle_s=1.0, now=NOW), {"epoch": 2}),
    "sandbox holds": (probed(), {"sandbox": "bubblewrap"}),
    "round 2": (ROUND, {"competitions": ["leaf"]}),
    "run started": (run_started(), {}),
    "profiled": (profiled(), {"rows": 100, "columns": 1, "target": "binary"}),
    "split fixed": (split_fixed(), {"folds": 5, "view": "hidden"}),
    "phase 2 planned": (phase_started(2, "one-hot"), {"directions": ["A direction"]}),
    "phase 2 over": (phase_finished(2, Summary(adopted=("one-hot",), text="")), {"adopted": ["one-hot"], "dead_ends": []}),
    "trial 3 draft: title 3": (made(3, draft()), {}),
    "trial 3 fold 1": (
        execution_finished(3, scored(0.123456), 1),
        {"execution": "3/fold/1/1", "status": "succeeded", "score": 0.1235, "seconds": 2.0},
    ),
    "trial 3 accepted": (accepted(3, lift_of(0.123456, 0.01)), {"lift": 0.1235, "se": 0.01}),
    "trial 4 accepted": (accepted(4), {}),
    "trial 3 rejected": (rejected(3, Reason.NO_GAIN, lift_of(-0.5)), {"reason": "no_gain", "lift": -0.5, "se": 0.0}),
    "trial 3 judged again on a fresh split": (revalidated(3, 0.75), {"score": 0.75}),
    "trial 3 submitted": (submitted(3), {}),
    "ensemble of trials 3 (0.75), 1 (0.25) kept": (TOGETHER, {"lift": 0.02, "se": 0.001}),
    "ensemble of trials 3 (1) not kept": (ensemble_judged((3, 1.0), (1, 0.0), accepted=False), {"lift": 0.02, "se": 0.001}),
    "ensemble judged again on a fresh split": (msgspec.structs.replace(revalidated(3, 0.75), members=TOGETHER.members), {"score": 0.75}),
    "ensemble of trials 3 (0.75), 1 (0.25) submitted": (msgspec.structs.replace(submitted(3), members=TOGETHER.members), {}),
    "learned 2 skills": (LEARNINGS, {"skills": ["a", "b"], "author": "scripted"}),
    "promoted to domain: b": (
        abstracted(WIDE, supporting=("leaf",)),
        {"state": "probation", "title": "Title of b", "supporting": ["leaf"], "effect": 0.4, "lower": 0.3, "upper": 0.5},
    ),
    "proven: b": (
        SkillProven(skill=WIDE.id, effect=effect_of(0.4), read_to=Position(0), rule=RULES.version, now=NOW),
        {"effect": 0.4, "lower": 0.3, "upper": 0.5},
    ),
    "retired: b": (
        SkillRetired(skill=WIDE.id, because="no gain", by=RULES.version, effect=None, read_to=Position(0), rule=RULES.version, now=NOW),
        {"because": "no gain", "by": RULES.version},
    ),
    "restored: b": (
        SkillRestored(skill=WIDE.id, state=SkillState.PROVEN, because="it helps", by="Ada", now=NOW),
        {"because": "it helps", "by": "Ada"},
    ),
    "pinned: b": (SkillPinned(skill=WIDE.id, because="it is good", by="Ada", now=NOW), {"because": "it is good", "by": "Ada"}),
    "merged: b": (
        SkillMerged(skill=WIDE.id, into=SkillId("a"), because="the same words", sweep=SWEEP, read_to=Position(1), rule=RULES.version, now=NOW),
        {"into": "a", "because": "the same words"},
    ),
    "in conflict: b": (CONFLICT, {"because": "helps here, harms there", "settled_by": ["c", "d"]}),
    "new:ohe is one-hot": (
        TechniqueReconciled(
            sweep=SWEEP, domain="tabular", technique="new:ohe", known="one-hot", because="alike", read_to=Position(1), rule=RULES.version, now=NOW
        ),
        {"because": "alike"},
    ),
    "run finished": (finished(), {}),
    "graded": (graded(), {"score": 0.75}),
    "sweep finished": (SweepFinished(sweep=SWEEP, valid=1, now=NOW), {"valid": 1}),
}
SILENT = (
    chosen(1, draft()),
    execution_started(1),
    RoundFinished(sweep=SWEEP, round=1, now=NOW),
    REFUSED,
    learned(skill("a")),
    phase_started(1),
    phase_finished(1),
)


@pytest.mark.parametrize("text", TOLD)
def test_an_event_that_moved_something_is_one_line(text: str) -> None:
    event, fields = TOLD[text]

    assert narrate(event) == Line(text=text, fields=fields)


@pytest.mark.parametrize("event", SILENT, ids=lambda event: type(event).__name__)
def test_what_only_a_debugger_misses_is_not_told(event: Event) -> None:
    assert narrate(event) is None


def test_missing_walls_are_a_warning() -> None:
    line = narrate(probed(walled=False))

    assert line is not None
    assert line.warns
    assert "NO WALLS" in line.text


def test_a_failed_execution_is_a_warning_with_the_end_of_its_message() -> None:
    long = msgspec.structs.replace(FAILED, message="x" * 500 + "KeyError")

    line = narrate(execution_finished(1, long))

    assert line is not None
    assert line.warns
    assert (line.fields["status"], line.fields["reason"]) == ("crashed", "exception")
    assert str(line.fields["because"]).endswith("KeyError")
    assert len(str(line.fields["because"])) == 200


def test_a_failed_run_is_a_warning_with_its_reason() -> None:
    line = narrate(finished(Status.CRASHED, Reason.NO_VALID_SOLUTION))

    assert line == Line(text="run failed", fields={"status": "crashed", "reason": "no_valid_solution", "because": "why"}, warns=True)


def test_a_grade_without_answers_has_no_score() -> None:
    assert narrate(graded(None)) == Line(text="graded", fields={"score": None})
