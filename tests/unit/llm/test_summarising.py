"""What the offline author says of a phase."""

import msgspec

from haste.llm.summarising import summed_up
from haste.vocabulary.brief import Attempt, Summary
from haste.vocabulary.ids import Iteration
from haste.vocabulary.scales import Operator, Reason, Role
from tests.builders import lift_of
from tests.unit.llm.examples import brief


def attempt(
    title: str, cause: str | None, *, accepted: bool = False, also: tuple[str, ...] = (), phase: int = 2, lift: float | None = None
) -> Attempt:
    return Attempt(
        iteration=Iteration(4),
        operator=Operator.IMPROVE,
        parent=Iteration(1),
        title=title,
        cause=cause,
        also=also,
        accepted=accepted,
        reason=None if accepted else Reason.NO_GAIN,
        lift=None if lift is None else lift_of(lift),
        phase=phase,
    )


def told(*attempts: Attempt) -> Summary:
    return summed_up(msgspec.structs.replace(brief(role=Role.SUMMARISE), phase=2, history=attempts))


def test_what_was_accepted_is_adopted_and_what_was_not_is_a_dead_end() -> None:
    summary = told(attempt("Try one", "one-hot", accepted=True, lift=0.0123), attempt("Try two", "linear", lift=-0.2))

    assert (summary.adopted, summary.dead_ends) == (("one-hot",), ("linear",))
    assert summary.text == "2 trials. Accepted: Try one (+0.0123). Without gain: Try two (-0.2)."


def test_a_bundle_that_was_accepted_adopts_all_of_it_and_one_that_was_not_condemns_nothing() -> None:
    summary = told(attempt("Both", None, also=("one-hot", "linear"), accepted=True), attempt("Others", None, also=("lightgbm", "extra-trees")))

    assert (summary.adopted, summary.dead_ends) == (("one-hot", "linear"), ())


def test_a_technique_that_was_both_is_adopted() -> None:
    summary = told(attempt("Try one", "one-hot"), attempt("Try one", "one-hot", accepted=True))

    assert (summary.adopted, summary.dead_ends) == (("one-hot",), ())


def test_only_the_active_phase_is_summed_up() -> None:
    assert told(attempt("Try one", "one-hot", accepted=True, phase=1)) == Summary(text="0 trials.")


def test_drafts_are_told_and_what_they_are_made_of_is_not_adopted() -> None:
    first = msgspec.structs.replace(attempt("Start with trees", None, also=("lightgbm",), accepted=True), operator=Operator.DRAFT)
    second = msgspec.structs.replace(attempt("Start with lines", None), operator=Operator.DRAFT, reason=Reason.FAILED)

    assert told(first, second) == Summary(text="2 trials. Accepted: Start with trees. Failed: Start with lines.")
