"""What was spent, and what did not succeed."""

from typing import Any

import msgspec

from haste.events.event import Event
from haste.events.run import BriefPrepared, LearningsDistilled, PhaseFinished, PhaseStarted, ReplyReceived
from haste.report.html.costs import Spending, spent, totals
from haste.report.html.failures import failures, rejections
from haste.report.html.run_page import RunPage, run_page
from haste.vocabulary.brief import Call, Usage
from haste.vocabulary.ids import BlobId, Iteration, Position
from haste.vocabulary.judgement import ExecutionResult
from haste.vocabulary.scales import Reason, Role, Status
from tests.builders import (
    NOW,
    RULES,
    RUN,
    bad,
    chosen,
    competition,
    declined,
    draft,
    execution_finished,
    execution_started,
    failed,
    good,
    made,
    run_started,
    split_fixed,
)
from tests.unit.report.html.test_search_plot import ENTRY

BLOB = BlobId("q" * 64)
WELL = Call(status=Status.SUCCEEDED, usage=Usage(input=10, cached=4, output=3))
GUESSED = Call(status=Status.SUCCEEDED, usage=Usage(input=1, output=1, estimated=True))
LOST = Call(status=Status.TIMED_OUT, usage=Usage(input=5))


def asked(iteration: int, role: Role) -> BriefPrepared:
    return BriefPrepared(run=RUN, iteration=Iteration(iteration), role=role, request=BLOB, context_tokens=1)


def answered(iteration: int, *calls: Call) -> ReplyReceived:
    return ReplyReceived(run=RUN, iteration=Iteration(iteration), reply=BLOB, author="offline", suggests=True, calls=calls)


def test_calls_are_summed_by_role_failed_ones_too() -> None:
    events = (asked(1, Role.DRAFT), answered(1, LOST, WELL), asked(2, Role.IMPROVE), answered(2, GUESSED), asked(3, Role.DRAFT), answered(3, WELL))
    distilled = LearningsDistilled(
        run=RUN, request=BLOB, reply=BLOB, author="offline", calls=(WELL,), skills=(), read_to=Position(0), rule=RULES.version, now=NOW
    )

    assert spent((*events, distilled)) == (
        Spending(role="draft", calls=3, failed=1, input=25, cached=8, output=6),
        Spending(role="improve", calls=1, input=1, output=1, estimated=True),
        Spending(role="distil", calls=1, input=10, cached=4, output=3),
    )


def test_plans_and_summaries_of_phases_are_calls_too() -> None:
    decided: dict[str, Any] = {"author": "offline", "read_to": Position(0), "rule": RULES.version, "now": NOW}
    planned = PhaseStarted(run=RUN, phase=1, plan=None, request=BLOB, reply=BLOB, calls=(WELL,), **decided)
    unplanned = PhaseStarted(run=RUN, phase=2, plan=None, request=None, reply=None, calls=(), **decided)
    summed = PhaseFinished(run=RUN, phase=1, summary=None, request=BLOB, reply=BLOB, calls=(LOST,), **decided)

    assert [(part.role, part.calls, part.failed) for part in spent((planned, summed, unplanned))] == [("plan", 1, 0), ("summarise", 1, 1)]
    assert spent((unplanned,)) == ()


def test_calls_that_failed_are_counted_by_reason() -> None:
    busy = Call(status=Status.REFUSED, reason=Reason.OVERLOADED)
    run = run_of(*good(1, draft(), 0.7), asked(1, Role.DRAFT), answered(1, busy, busy, WELL))

    assert [(one.what, one.status, one.reason, one.count) for one in failures([run])] == [("call", "refused", "overloaded", 2)]


def test_parts_can_be_summed_under_one_name() -> None:
    parts = spent((asked(1, Role.DRAFT), answered(1, WELL), asked(2, Role.IMPROVE), answered(2, GUESSED)))

    assert totals(parts, role="all") == (Spending(role="all", calls=2, input=11, cached=4, output=4, estimated=True),)
    assert totals(()) == ()


def run_of(*events: Event, name: str = "leaf", **entry: object) -> RunPage:

    told = (run_started(), split_fixed(2), *events)
    return run_page(msgspec.structs.replace(ENTRY, competition=name, **entry), competition(name), told)


def test_failures_of_one_kind_are_counted_over_runs_with_what_the_last_one_said() -> None:
    slow = ExecutionResult(status=Status.TIMED_OUT, reason=Reason.WALL_LIMIT, message=f"{'x' * 1000}end", wall_s=1.0, cpu_s=1.0)
    late = (chosen(2, draft()), made(2, draft()), execution_started(2), execution_finished(2, slow))

    found = failures([run_of(*failed(1, draft())), run_of(*failed(1, draft()), *late, name="moss")])

    assert [(one.what, one.status, one.reason, one.count, one.competitions) for one in found] == [
        ("execution", "crashed", "exception", 2, ("leaf", "moss")),
        ("execution", "timed_out", "wall_limit", 1, ("moss",)),
    ]
    assert found[0].message == "KeyError: 'x'"
    assert found[1].message == f"… {'x' * 397}end"


def test_runs_and_grades_that_failed_come_first() -> None:
    broken = run_of(*failed(1, draft()), status=Status.CRASHED, reason=Reason.NO_VALID_SOLUTION, message="nothing ran")
    ungraded = run_of(*good(1, draft(), 0.7), status=Status.SUCCEEDED, valid=True, message="answers: expected columns")

    found = failures([ungraded, broken])

    assert [(one.what, one.status, one.reason, one.message) for one in found] == [
        ("run", "crashed", "no_valid_solution", "nothing ran"),
        ("grade", "not graded", "", "answers: expected columns"),
        ("execution", "crashed", "exception", "KeyError: 'x'"),
    ]


def test_trials_that_were_not_accepted_are_counted_by_reason() -> None:
    assert rejections([run_of(*bad(1, draft(), 0.5), *declined(2, draft())), run_of(*bad(1, draft(), 0.5))]) == (("no_gain", 2), ("exhausted", 1))


def test_a_sweep_without_failures_has_none() -> None:
    assert failures([run_of(*good(1, draft(), 0.7))]) == ()
