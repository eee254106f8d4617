"""The active phase as it was, each finished one as its summary, and never more summaries than there is room for."""

import dataclasses

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from haste.briefs.caching import folded, recalled
from haste.briefs.tokens import estimated_tokens
from haste.vocabulary.brief import Attempt, Summary
from haste.vocabulary.ids import Iteration
from haste.vocabulary.scales import Operator, Reason
from tests.builders import RULES, lift_of

ROOM = 300  # tokens
SMALL = dataclasses.replace(RULES, context_tokens_max=10 * ROOM, summaries_share=0.1)


def attempt(iteration: int, *, phase: int) -> Attempt:
    return Attempt(
        iteration=Iteration(iteration),
        operator=Operator.IMPROVE,
        parent=Iteration(1),
        title="a title",
        cause="one-hot",
        also=("linear",),
        accepted=False,
        reason=Reason.NO_GAIN,
        lift=lift_of(0.1),
        blueprint=b"notes",
        phase=phase,
    )


def summary(text: str, *adopted: str, dead_ends: tuple[str, ...] = ()) -> Summary:
    return Summary(adopted=adopted, dead_ends=dead_ends, text=text)


def tokens(summaries: tuple[Summary, ...]) -> int:
    return estimated_tokens(msgspec.msgpack.encode(summaries))


def test_attempts_of_the_active_phase_are_told_as_they_were() -> None:
    assert recalled([attempt(2, phase=2)], active=2) == (attempt(2, phase=2),)


def test_of_all_others_the_words_and_figures_are_left_out() -> None:
    (trace,) = recalled([attempt(2, phase=1)], active=2)

    assert trace == msgspec.structs.replace(attempt(2, phase=1), title="", reason=None, lift=None)
    assert trace.blueprint, "by which the offline author knows what was tried"


def test_summaries_within_their_share_are_left_alone() -> None:
    summaries = (summary("one", "one-hot"), summary("two", dead_ends=("linear",)))

    assert folded(summaries, SMALL) == summaries
    assert folded((), SMALL) == ()


def test_the_two_oldest_become_one_that_keeps_what_was_adopted_and_what_was_not() -> None:
    old, older, new = summary("b" * 400, "linear", dead_ends=("x",)), summary("a" * 400, "one-hot", dead_ends=("x", "y")), summary("n" * 300)

    first, second = folded((older, old, new), SMALL)

    assert second == new
    assert (first.adopted, first.dead_ends) == (("one-hot", "linear"), ("x", "y"))
    assert first.text.startswith("[...] ")
    assert first.text.endswith("b" * 219)
    assert len(first.text) == 225, "a quarter of 300 tokens"


def test_of_too_many_slugs_the_newest_are_kept() -> None:
    many = tuple(f"technique-{number:03d}" for number in range(100))

    (only,) = folded((summary("", *many),), SMALL)

    assert only.adopted == many[-12:]
    assert folded((summary("", "a" * 900, "b", "c"),), SMALL) == (summary("", "b", "c"),)


@given(
    st.lists(
        st.builds(
            Summary,
            adopted=st.lists(st.text(max_size=40), max_size=30).map(tuple),
            dead_ends=st.lists(st.text(max_size=40), max_size=30).map(tuple),
            text=st.text(max_size=2000),
        ),
        max_size=8,
    )
)
def test_whatever_authors_write_the_summaries_stay_within_their_share(summaries: list[Summary]) -> None:
    kept = folded(summaries, SMALL)

    assert tokens(kept) <= ROOM
    assert bool(kept) is bool(summaries)
    assert len(kept) <= len(summaries)
