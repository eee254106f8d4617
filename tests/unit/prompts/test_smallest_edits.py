"""The smallest edits of a change, as benchmarks/edits measures them, make that change."""

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.edits.__main__ import page, smallest
from haste.prompts.edits import applied

LINES = st.lists(st.sampled_from(["a = 1\n", "b = 2\n", "a = 1\nb = 2\n", "    return a\n", "\n"]), min_size=1, max_size=12).map("".join)


@given(parent=LINES, child=LINES)
def test_they_apply_and_give_the_child(parent: str, child: str) -> None:
    assert applied(parent, smallest(parent, child)) == child


def test_a_change_of_one_line_takes_that_line_and_what_makes_it_unique() -> None:
    (edit,) = smallest("a = 1\nb = 1\na = 1\n", "a = 1\nb = 1\na = 2\n")

    assert (edit.search, edit.replace) == ("b = 1\na = 1\n", "b = 1\na = 2\n")


def test_one_refinement_has_no_quartiles_and_two_have() -> None:
    changes = [("a = 1\n", "a = 2\n"), ("a = 1\nb = 2\n", "a = 1\nb = 3\n")]

    assert page(changes[:1]).startswith("1 refinements, too few")
    assert page(changes).startswith("2 refinements; tokens of the change")
