"""A run's search as a drawing."""

import re
from xml.etree.ElementTree import Element, fromstring

import msgspec

from haste.events.event import Event
from haste.report.document import RunEntry, Tokens
from haste.report.html.run_page import RunPage, run_page
from haste.report.html.search_plot import Line, incumbents, said_of, search_plot
from haste.vocabulary.ids import SkillId
from haste.vocabulary.scales import Direction, Operator
from haste.vocabulary.solution import Step
from tests.blends import ensemble_judged
from tests.builders import (
    accepted,
    bad,
    chosen,
    competition,
    debug,
    draft,
    executed,
    failed,
    good,
    improve,
    lift_of,
    made,
    profiled,
    rejected,
    run_started,
    split_fixed,
    submitted,
)

ENTRY = RunEntry(
    run="s.leaf", competition="leaf", domain="tabular", view="hidden", metric="auc", direction="maximize", status=None, reason=None, message="",
    valid=False, validation=None, score=None, percentile=None, above_median=None, medal=None, trials=3, proposals=2, accepted=1,
    iterations_to_best=None, skills_loaded=0, skills_cited=0, tokens=Tokens(input=0, cached=0, output=0, estimated=False),
    peak_context_tokens=0, cpu_s=0.0, gpu_s=0.0, wall_s=None, submission=None, solution=None,
)  # fmt: skip


def run_of(*events: Event, direction: Direction = Direction.MAXIMIZE, folds: int = 2) -> RunPage:
    return run_page(ENTRY, competition(direction=direction), (run_started(), profiled(), split_fixed(folds), *events))


def drawn(run: RunPage) -> Element:
    return fromstring(search_plot(run))  # noqa: S314 - a drawing of this very test


def marks(run: RunPage) -> list[tuple[str, str, str]]:
    """Tag, class and first line of what it says, of each mark in order."""
    found = [element for element in drawn(run) if (element.get("class") or "").startswith("mark")]
    return [(one.tag, str(one.get("class")), str(one[0].text).splitlines()[0]) for one in found]


def heights(run: RunPage) -> list[float]:
    """How far from the top each circle is drawn."""
    return [float(str(element.get("cy"))) for element in drawn(run) if element.tag == "circle"]


def test_without_trials_there_is_no_drawing() -> None:
    assert search_plot(run_of()) == ""


def test_operators_are_told_by_shape_and_verdicts_by_class() -> None:
    merge = Step(operator=Operator.MERGE)

    found = marks(
        run_of(*good(1, draft(), 0.7, 0.7), *bad(2, improve(1), 0.6), *failed(3, draft()), *good(4, debug(3), 0.7, 0.7), *bad(5, merge, 0.5))
    )

    assert found == [
        ("polygon", "mark accepted", "trial 1, draft: title 1"),
        ("circle", "mark rejected part", "trial 2, improve: title 2"),
        ("path", "mark failed", "trial 3, draft: title 3"),
        ("polygon", "mark accepted", "trial 4, debug: title 4"),
        ("polygon", "mark rejected part", "trial 5, merge: title 5"),
    ]


def test_the_submitted_trial_is_ringed() -> None:
    found = marks(run_of(*good(1, draft(), 0.7, 0.7), *good(2, improve(1), 0.8, 0.8), submitted(2)))

    assert [name for _, name, _ in found] == ["mark accepted", "mark accepted submitted"]


def test_better_is_up_whatever_the_metrics_direction() -> None:
    trials = (*good(1, improve(1), 0.7, 0.7), *good(2, improve(1), 0.8, 0.8))

    higher, lower = (heights(run_of(*trials, direction=direction)) for direction in Direction)

    assert higher[0] > higher[1]
    assert lower[0] < lower[1]


def test_a_score_far_below_the_rest_stands_at_the_edge_with_an_arrow_and_leaves_the_others_apart() -> None:
    step = improve(1)
    run = run_of(*(event for number, score in enumerate((0.70, 0.71, 0.72, -99.0), 1) for event in good(number, step, score, score)))

    found = heights(run)

    assert found[3] == max(found)
    assert found[0] - found[2] > 20
    assert [element.text for element in drawn(run) if element.text == "↓"] == ["↓"]


def test_a_search_in_which_nothing_scored_has_its_failures_and_no_scale() -> None:
    run = run_of(*failed(1, draft()), *failed(2, draft()))

    assert len(marks(run)) == 2
    assert [element for element in drawn(run) if element.get("class") in ("grid", "tick end")] == []


def test_equal_scores_can_be_drawn() -> None:
    assert len(set(heights(run_of(*good(1, improve(1), 0.7, 0.7), *good(2, improve(1), 0.7, 0.7))))) == 1


def test_the_members_of_a_submitted_ensemble_are_ringed_and_say_their_share() -> None:
    judged = ensemble_judged((2, 0.75), (1, 0.25))
    chosen_together = msgspec.structs.replace(submitted(2), members=judged.members)
    run = run_of(*good(1, draft(), 0.7, 0.7), *good(2, improve(1), 0.8, 0.8), judged, chosen_together)

    assert [name for _, name, _ in marks(run)] == ["mark accepted submitted"] * 2
    assert said_of(run, run.tree.trials[0]).endswith("submitted, 25% of an ensemble")
    assert run.submitted_words == "2 (0.75), 1 (0.25)"


def test_each_line_of_the_search_has_its_incumbents_and_the_submitted_one_comes_last() -> None:
    trials = (*good(1, draft(), 0.7, 0.7), *good(2, draft(), 0.6, 0.6), *good(3, draft(), 0.5))
    refined = (*good(4, improve(1), 0.8, 0.9), *bad(5, improve(4, branch=1), 0.5, 0.5), *bad(6, improve(2), 0.1))

    found = incumbents(run_of(*trials, *refined, submitted(4)))

    assert [(one.submitted, [place for place, _ in one.points]) for one in found] == [(False, [2]), (True, [1, 4])]
    assert [round(score, 3) for _, score in found[1].points] == [0.7, 0.85]
    assert incumbents(run_of(*failed(1, draft()))) == ()
    assert isinstance(found[0], Line)


def test_lines_are_drawn_to_the_last_trial() -> None:
    run = run_of(*good(1, draft(), 0.7, 0.7), *good(2, improve(1), 0.8, 0.8), *bad(3, improve(2, branch=1), 0.5), submitted(2))

    (path,) = (str(element.get("d")) for element in drawn(run) if element.get("class") == "line submitted")

    assert re.findall(r"H([\d.]+)", path) == ["199", "334"]


def test_a_long_search_numbers_some_of_its_trials() -> None:
    events = [event for number in range(1, 41) for event in good(number, improve(1), 0.7 + number / 100, 0.7)]

    numbers = [element.text for element in drawn(run_of(*events)) if element.get("y") == "174"]

    assert numbers[:3] == ["1", "4", "8"]
    assert len(numbers) <= 12


def test_a_mark_says_everything_about_its_trial() -> None:
    step = improve(1)
    proposal = msgspec.structs.replace(made(2, step).proposal, skills=(SkillId("a"),))
    judged = (chosen(2, step), msgspec.structs.replace(made(2, step), proposal=proposal), *executed(2, (0.8,)), accepted(2, lift_of(0.0123, 0.00456)))
    run = run_of(*good(1, draft(), 0.7), *judged, *failed(3, step), chosen(4, step), submitted(2))

    assert said_of(run, run.tree.trial(run.tree.trials[1].iteration)).splitlines() == [
        "trial 2, improve: title 2",
        "auc 0.8 over 1 of 2 folds",
        "accepted",
        "lift +0.0123 ± 0.0046",
        "cites a",
        "submitted",
    ]
    assert said_of(run, run.tree.trials[2]).splitlines()[1:] == ["rejected (failed)", "crashed: exception"]
    assert said_of(run, run.tree.trials[3]).splitlines() == ["trial 4, improve: no proposal", "not judged yet"]


def test_a_trial_that_was_declined_has_no_score() -> None:
    found = marks(run_of(*good(1, draft(), 0.7, 0.7), chosen(2, improve(1)), rejected(2)))

    assert found[1] == ("path", "mark failed", "trial 2, improve: no proposal")
