"""What a run has cost."""

from functools import reduce

from msgspec.structs import replace

from haste.events.event import Event
from haste.events.run import BriefPrepared, LearningsDistilled, ReplyReceived
from haste.projections import ledger
from haste.projections.ledger import Ledger
from haste.vocabulary.brief import Call, Usage
from haste.vocabulary.ids import BlobId, Iteration, Position, SkillId, Time
from haste.vocabulary.scales import Reason, Role, Status
from tests.builders import FAILED, RUN, chosen, draft, execution_finished, phase_finished, phase_started, scored


def asked(context_tokens: int, *skills: str) -> BriefPrepared:
    loaded = tuple(SkillId(skill) for skill in skills)
    return BriefPrepared(run=RUN, iteration=Iteration(1), role=Role.DRAFT, request=BlobId("q"), context_tokens=context_tokens, skills=loaded)


def answered(*calls: Call) -> ReplyReceived:
    return ReplyReceived(run=RUN, iteration=Iteration(1), reply=BlobId("r"), author="a", suggests=True, calls=calls)


def after(*events: Event) -> Ledger:
    return reduce(ledger.evolve, events, Ledger())


def test_tokens_of_failed_calls_count_too() -> None:
    lost = Call(status=Status.CRASHED, reason=Reason.EXCEPTION, usage=Usage(input=10, cached=3))
    heard = Call(status=Status.SUCCEEDED, usage=Usage(input=20, output=7))

    assert after(answered(lost, heard), answered(heard)).tokens == Usage(input=50, cached=3, output=14)


def test_what_the_distillation_cost_counts_too() -> None:
    heard = Call(status=Status.SUCCEEDED, usage=Usage(input=20, output=7))
    distilled = LearningsDistilled(
        run=RUN,
        request=BlobId("q"),
        reply=BlobId("r"),
        author="a",
        calls=(heard,),
        skills=(),
        read_to=Position(1),
        rule="rules@1",
        now=Time(1),
    )

    assert after(answered(heard), distilled).tokens == Usage(input=40, output=14)


def test_what_plans_and_summaries_cost_counts_too() -> None:
    heard = Call(status=Status.SUCCEEDED, usage=Usage(input=20, output=7))
    phase = (replace(phase_started(1, "one-hot"), calls=(heard,)), replace(phase_finished(1), calls=(heard, heard)))

    assert after(*phase).tokens == Usage(input=60, output=21)


def test_one_estimated_call_makes_the_sum_an_estimate() -> None:
    guessed = Call(status=Status.SUCCEEDED, usage=Usage(input=1, estimated=True))

    assert after(answered(guessed), answered(Call(status=Status.SUCCEEDED))).tokens.estimated
    assert not after(answered(Call(status=Status.SUCCEEDED))).tokens.estimated


def test_the_peak_is_the_largest_brief_and_skills_are_counted_once() -> None:
    costs = after(asked(100, "a", "b"), asked(900, "b"), asked(300, "c"))

    assert (costs.peak_context_tokens, costs.skills_loaded) == (900, frozenset("abc"))


def test_executions_cost_processor_and_gpu_seconds_failed_ones_too() -> None:
    costs = after(execution_finished(1, scored(0.5)), execution_finished(1, FAILED, 1))

    assert (costs.cpu_s, costs.gpu_s) == (4.0, 0.5)


def test_events_without_a_cost_leave_the_ledger_as_it_is() -> None:
    costs = Ledger()

    assert ledger.evolve(costs, chosen(1, draft())) is costs
