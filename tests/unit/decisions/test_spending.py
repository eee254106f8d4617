"""What a run may spend for language models, and what a proposal that could not be had costs it."""

from functools import reduce

import msgspec
import pytest

from haste.commands import GrantBudget, JudgeProposal
from haste.decisions import acceptance, scheduling
from haste.events.event import Event
from haste.events.run import ProposalRejected, ReplyReceived
from haste.events.sweep import AuthorConsulted, BudgetGranted
from haste.projections import ledger, purses
from haste.projections.ledger import Ledger
from haste.projections.purses import Purses
from haste.vocabulary.brief import Allowance, Call, Usage
from haste.vocabulary.budget import Budget, Lease
from haste.vocabulary.ids import BlobId, CompetitionId, Iteration, Position, run_id
from haste.vocabulary.scales import Direction, Reason, Role, Status
from haste.vocabulary.skill import Group
from tests.builders import (
    NOW,
    RULES,
    RUN,
    SWEEP,
    chosen,
    competition,
    draft,
    finished,
    rejected,
    run_started,
    sweep_of,
    sweep_started,
    tree_of,
)

NAMES = ("leaf", "tree", "root", "bark")


def paid(usd: float, tokens: int, *, name: str = "leaf", reason: Reason | None = None) -> ReplyReceived:
    call = Call(status=Status.SUCCEEDED if reason is None else Status.INVALID, reason=reason, usage=Usage(input=tokens), usd=usd)
    run = run_id(SWEEP, CompetitionId(name))
    return ReplyReceived(run=run, iteration=Iteration(1), reply=BlobId("r"), author="a", suggests=reason is None, calls=(call,))


def grants(budget: Budget, *events: Event, to: str) -> Lease:
    """The lease of a run in a sweep over four competitions, and after these events."""
    started = msgspec.structs.replace(sweep_started(*map(competition, NAMES)), budget=budget)
    command = GrantBudget(sweep=SWEEP, run=run_id(SWEEP, CompetitionId(to)), now=NOW)
    (event,) = scheduling.grant(command, sweep_of(started, *events), RULES)
    assert isinstance(event, BudgetGranted)
    return event.lease


def begun(name: str, usd: float) -> tuple[Event, ...]:
    lease = Lease(trials=8, usd=usd, tokens=int(usd * 1000))
    return run_started(name), BudgetGranted(sweep=SWEEP, run=run_id(SWEEP, CompetitionId(name)), lease=lease, now=NOW)


def test_without_a_limit_nothing_is_limited() -> None:
    lease = grants(Budget(trials=8), to="leaf")

    assert (lease.usd, lease.tokens) == (None, None)


def test_each_run_gets_an_even_share_and_a_tenth_is_kept_for_words() -> None:
    lease = grants(Budget(trials=8, usd=4.0, tokens=40_000), run_started(), to="leaf")

    assert lease.usd == pytest.approx(0.9)
    assert lease.tokens == 9_000


def test_what_an_ended_run_did_not_spend_goes_to_those_after_it_and_what_lives_is_reserved() -> None:
    budget = Budget(trials=8, usd=4.0, tokens=4000)
    ended = (*begun("leaf", 0.9), paid(0.3, 100), finished(run=run_id(SWEEP, CompetitionId("leaf"))))

    after_one = grants(budget, *ended, run_started("tree"), to="tree")
    beside_one = grants(budget, *ended, *begun("tree", 1.1), run_started("root"), to="root")

    assert after_one.usd == pytest.approx((3.6 - 0.3) / 3)
    assert beside_one.usd == pytest.approx((3.6 - 0.3 - 1.1) / 2)
    assert after_one.tokens == (3600 - 100) // 3


def test_words_that_cost_more_than_was_kept_for_them_leave_less_to_the_runs() -> None:
    words = AuthorConsulted(
        sweep=SWEEP,
        role=Role.ABSTRACT,
        group=Group(technique="one-hot", domain="tabular"),
        request=BlobId("q"),
        reply=BlobId("r"),
        author="a",
        calls=paid(1.0, 100).calls,
        now=NOW,
    )

    assert grants(Budget(trials=8, usd=4.0), words, to="leaf").usd == pytest.approx(3.0 / 4)


def test_what_was_spent_and_what_may_be_never_add_up_to_more_than_the_budget() -> None:
    events: list[Event] = []
    for number, name in enumerate(NAMES):
        lease = grants(Budget(trials=8, usd=1.0, tokens=1000), *events, to=name)
        events += [run_started(name), BudgetGranted(sweep=SWEEP, run=run_id(SWEEP, CompetitionId(name)), lease=lease, now=NOW)]
        events += [paid(0.01 * number, 7 * number, name=name)]
        if number % 2:
            events.append(finished(run=run_id(SWEEP, CompetitionId(name))))
        runs = sweep_of(sweep_started(*map(competition, NAMES)), *events).runs

        leases = [run.lease for run in runs if run.lease and not run.finished]
        ended = [run.spent for run in runs if run.finished]
        assert sum(lease.usd or 0.0 for lease in leases) + sum(spent.usd for spent in ended) <= 0.9 + 1e-9
        assert sum(lease.tokens or 0 for lease in leases) + sum(spent.tokens.total for spent in ended) <= 900


def test_what_is_left_of_a_lease_is_what_a_reply_may_cost() -> None:
    spent = reduce(ledger.evolve, [paid(0.25, 300), paid(0.5, 200, reason=Reason.PROSE)], Ledger())

    assert ledger.allowance(Lease(trials=1), spent) == Allowance()
    assert ledger.allowance(Lease(trials=1, usd=1.0, tokens=600), spent) == Allowance(usd=0.25, tokens=100)
    assert ledger.allowance(Lease(trials=1, usd=0.5, tokens=400), spent) == Allowance(usd=0.0, tokens=0)
    assert spent.failures == {Reason.PROSE: 1}
    assert spent.by_role[Role.DRAFT].calls == 2


def test_words_between_rounds_are_paid_from_what_the_whole_sweep_has_left() -> None:
    started = msgspec.structs.replace(sweep_started(), budget=Budget(trials=8, usd=1.0, tokens=1000))
    other = paid(0.5, 500, name="elsewhere")

    found = reduce(purses.evolve, [started, run_started(), paid(0.75, 900), other], Purses())

    assert found.of[SWEEP].allowance == Allowance(usd=0.25, tokens=100)


def test_runs_side_by_side_leave_the_same_to_the_last_bit_in_whatever_order_they_pay() -> None:
    names = ("leaf", "moss", "tree")
    started = msgspec.structs.replace(sweep_started(*map(competition, names)), budget=Budget(trials=8, usd=1.5))
    leaf, moss, tree = ([paid(usd, 1, name=name) for usd in costs] for name, costs in zip(names, ((0.1, 0.1), (0.1, 0.1), (0.7,)), strict=True))

    def left(*payments: ReplyReceived) -> Allowance:
        return reduce(purses.evolve, [started, *map(run_started, names), *payments], Purses()).of[SWEEP].allowance

    assert left(*leaf, *moss, *tree) == left(*tree, *moss, *leaf) == left(leaf[0], moss[0], tree[0], leaf[1], moss[1])


def verdict(reply: ReplyReceived) -> tuple[Reason, bool]:
    """Why a trial that got this reply is rejected, and whether it spends a trial."""
    tree = tree_of(chosen(1, draft()), reply)
    command = JudgeProposal(run=RUN, iteration=Iteration(1), direction=Direction.MAXIMIZE, read_to=Position(0), now=NOW)
    (event,) = acceptance.decide(command, tree, RULES)
    assert isinstance(event, ProposalRejected)
    return event.reason, tree_of(chosen(1, draft()), reply, rejected(1, event.reason)).trials[0].counts


@pytest.mark.parametrize("reason", [Reason.REFUSAL, Reason.PROSE, Reason.SYNTAX, Reason.OVERLOADED, Reason.CUT_OFF])
def test_a_proposal_that_could_not_be_had_is_rejected_for_its_reason_and_spends_a_trial(reason: Reason) -> None:
    assert verdict(paid(0.1, 10, reason=reason)) == (reason, True)


def test_one_that_could_not_be_paid_spends_none() -> None:
    assert verdict(paid(0.0, 0, reason=Reason.BUDGET_SPENT)) == (Reason.BUDGET_SPENT, False)


def test_an_author_with_nothing_to_say_spends_none() -> None:
    silent = msgspec.structs.replace(paid(0.1, 10), suggests=False)

    assert verdict(silent) == (Reason.EXHAUSTED, False)
