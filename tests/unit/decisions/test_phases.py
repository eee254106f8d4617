"""A phase begins and ends once, and what of a plan is followed."""

import pytest

from haste.decisions import phases
from haste.vocabulary.brief import Heading, Idea, Plan
from tests.builders import draft, good, phase_finished, phase_started, tree_of

KNOWN = ("linear", "one-hot")


def heading(*ideas: Idea, title: str = "A direction") -> Heading:
    return Heading(title=title, ideas=ideas)


def idea(technique: str | None = None, text: str = "Do it.") -> Idea:
    return Idea(technique=technique, text=text)


def kept(*headings: Heading, wanted: tuple[int, int] = (3, 2)) -> tuple[Heading, ...] | None:
    plan = phases.kept(Plan(headings=headings), wanted=wanted, known=KNOWN)
    return plan.headings if plan else None


def test_a_phase_begins_where_none_is_active() -> None:
    assert phases.begin(phase_started(1), tree_of()) == (phase_started(1),)
    assert phases.begin(phase_started(2), tree_of(phase_started(1), phase_finished(1))) == (phase_started(2),)


def test_a_phase_begins_once() -> None:
    assert phases.begin(phase_started(1), tree_of(phase_started(1))) == ()
    assert phases.begin(phase_started(2), tree_of(phase_started(1))) == ()


def test_a_plan_that_comes_too_late_begins_nothing() -> None:
    assert phases.begin(phase_started(1, "one-hot"), tree_of(phase_started(1), phase_finished(1))) == ()


def test_the_active_phase_ends_once() -> None:
    assert phases.end(phase_finished(1), tree_of(phase_started(1), *good(1, draft(), 0.5))) == (phase_finished(1),)
    assert phases.end(phase_finished(1), tree_of(phase_started(1), phase_finished(1))) == ()
    assert phases.end(phase_finished(1), tree_of(phase_started(1), phase_finished(1), phase_started(2))) == ()
    assert phases.end(phase_finished(1), tree_of()) == ()


def test_a_plan_is_kept_as_it_was_written() -> None:
    plan = (heading(idea("one-hot"), idea("linear"), title="Columns"), heading(idea(text="Stack them."), title="Models"))

    assert kept(*plan) == plan


def test_a_plan_is_cut_to_what_was_asked_for() -> None:
    long = heading(idea("one-hot"), idea("linear"), idea())

    assert kept(long, long, long, wanted=(2, 1)) == (heading(idea("one-hot")),) * 2


def test_an_idea_that_names_an_unknown_technique_keeps_its_words_alone() -> None:
    assert kept(heading(idea("wishful-thinking", "Hope."))) == (heading(idea(None, "Hope.")),)


@pytest.mark.parametrize("empty", [heading(), heading(idea(text=" ")), heading(idea("wishful-thinking", ""))])
def test_nothing_empty_is_kept_nor_counted(empty: Heading) -> None:
    assert kept(empty, heading(idea("one-hot")), wanted=(1, 1)) == (heading(idea("one-hot")),)
    assert kept(empty) is None


def test_no_plan_is_no_plan() -> None:
    assert phases.kept(None, wanted=(3, 2), known=KNOWN) is None
    assert kept() is None
