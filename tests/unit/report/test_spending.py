"""The bill of a sweep: by role, for each thing that came of it, with the calls that brought nothing."""

import msgspec
import pytest

from haste.events.event import Event
from haste.events.run import BriefPrepared, PhaseFinished, ReplyReceived
from haste.events.sweep import AuthorConsulted
from haste.projections.leaderboard import rows
from haste.projections.sweep import follow
from haste.report.spending import Spending, spending, told
from haste.vocabulary.brief import Call, Usage
from haste.vocabulary.ids import BlobId, Iteration
from haste.vocabulary.scales import Medal, Reason, Role, Status
from haste.vocabulary.skill import Group
from tests.builders import NOW, RULES, RUN, SWEEP, chosen, draft, finished, good, graded, improve, log_of, run_started, split_fixed, sweep_started

PAID = Call(status=Status.SUCCEEDED, usage=Usage(input=10, written=20, written_1h=30, cached=140, output=5), usd=0.5)
LOST = Call(status=Status.CRASHED, reason=Reason.BROKEN_STREAM, usage=Usage(written=50, output=1), usd=0.25)


def asked(iteration: int, role: Role, *calls: Call) -> tuple[Event, ...]:
    trial = Iteration(iteration)
    prepared = BriefPrepared(run=RUN, iteration=trial, role=role, request=BlobId("q"), context_tokens=9)
    return prepared, ReplyReceived(run=RUN, iteration=trial, reply=BlobId("r"), author="a", suggests=True, calls=calls)


def consulted(*calls: Call) -> AuthorConsulted:
    group = Group(technique="one-hot", domain="tabular")
    request, reply = BlobId("q"), BlobId("r")
    return AuthorConsulted(sweep=SWEEP, role=Role.ABSTRACT, group=group, request=request, reply=reply, author="a", calls=calls, now=NOW)


def summed(*calls: Call) -> PhaseFinished:
    request, reply, rule = BlobId("q"), BlobId("r"), RULES.version
    return PhaseFinished(run=RUN, phase=1, summary=None, request=request, reply=reply, author="a", calls=calls, read_to=0, rule=rule, now=NOW)  # type: ignore[arg-type]  # a position is a number


def bill(*events: Event, promoted: int = 0) -> Spending:
    log = log_of(sweep_started(), run_started(), split_fixed(), *events)
    return spending(rows(log, SWEEP), follow(log, SWEEP).state.between, promoted=promoted)


def test_every_call_is_on_the_bill_under_its_role() -> None:
    trials = (chosen(1, draft()), *asked(1, Role.DRAFT, LOST, PAID), *good(2, improve(1), 0.7)[:1], *asked(2, Role.IMPROVE, PAID))

    found = bill(*trials, summed(PAID), consulted(PAID))

    assert found.usd == pytest.approx(2.25)
    assert {role: (one.calls, one.usd) for role, one in found.by_role.items()} == {
        "abstract": (1, 0.5),
        "draft": (2, 0.75),
        "improve": (1, 0.5),
        "summarise": (1, 0.5),
    }
    assert (found.by_role["draft"].written, found.by_role["draft"].cached) == (100, 140)
    assert found.failures == {"broken_stream": 1}
    assert found.peak_new_tokens == 60
    assert found.cached_share == pytest.approx(4 * 140 / (4 * 200 + 50))


def test_what_came_of_it_has_its_price() -> None:
    medal = msgspec.structs.replace(graded(), medal=Medal.GOLD)
    trials = (*good(1, draft(), 0.7), *asked(1, Role.DRAFT, PAID), *good(2, improve(1), 0.8), *asked(2, Role.IMPROVE, PAID))

    found = bill(*trials, finished(), medal, promoted=4)

    assert (found.usd_per_accepted, found.usd_per_medal, found.usd_per_skill) == (1.0, 1.0, 0.25)
    (line,) = told(found)
    assert "1.0000 USD for 2 calls" in line
    assert "70% of what was sent came from caches" in line


def test_where_nothing_came_of_it_nothing_is_divided_and_where_nobody_was_paid_nothing_is_said() -> None:
    free = bill(*asked_for_nothing())

    assert (free.usd_per_accepted, free.usd_per_medal, free.usd_per_skill, free.cached_share) == (None, None, None, None)
    assert told(free) == ()


def asked_for_nothing() -> tuple[Event, ...]:
    return (chosen(1, draft()), *asked(1, Role.DRAFT))
