"""The benchmark of ways to choose: each competition is met with what the others of its domain tell, and gains are those of its own trials."""

import pytest

from benchmarks.choosing.__main__ import page, replayed, told_to, trials
from benchmarks.choosing.ways import WAYS
from benchmarks.effects.reading import Attempt
from haste.vocabulary.ids import CompetitionId, Iteration, RunId
from haste.vocabulary.judgement import Credit
from haste.vocabulary.skill import Judged

TECHNIQUES = ("one-hot", "target-encoding", "group-means", "date-parts", "missing-indicators", "rank-numbers", "log-numbers", "seed-average",
              "few-leaves", "many-leaves", "slow-learning", "blend-forest", "blend-linear", "blend-network", "within-range")  # fmt: skip


def attempt(technique: str, competition: str, effect: float, *, domain: str = "tabular") -> Attempt:
    run, accepted = RunId(f"s.{competition}"), effect > 0
    credit = Credit(effect=effect, se=0.01, significant=1 if accepted else 0)
    judged = Judged(technique=technique, domain=domain, competition=CompetitionId(competition), run=run, iteration=Iteration(4), credit=credit)
    return Attempt(
        technique=technique, domain=domain, competition=CompetitionId(competition), run=run, iteration=Iteration(4), accepted=accepted, judged=judged,
        seconds=1.0,
    )  # fmt: skip


def world(helpful: dict[str, float]) -> list[Attempt]:
    """Six competitions in which the same techniques help, and nothing else does."""
    return [attempt(technique, competition, helpful.get(technique, -0.05)) for competition in "abcdef" for technique in TECHNIQUES]


def gain(way: str, found: list[Attempt]) -> float:
    first = trials(found)[0]
    return replayed(first, told_to(first, found), WAYS[way], runs=60).first


def test_where_competitions_agree_memory_gains_more_than_the_lot() -> None:
    found = world({"one-hot": 0.2, "group-means": 0.2})

    assert gain("the author: drawn chance times usual size of gains", found) > 1.5 * gain("by lot", found)
    assert gain("best chance of acceptance first", found) == pytest.approx(2.0), "both come among the first four"


def test_a_competition_is_told_nothing_of_its_own_trials_nor_of_another_domain() -> None:
    found = [attempt("one-hot", "a", 0.2), attempt("one-hot", "b", 0.1), attempt("one-hot", "c", 0.3, domain="text")]

    told = told_to(trials(found)[0], found)

    assert [[name for name, *_ in figures] for figures in told.values()] == [["b"]]


def test_gains_are_in_the_competitions_usual_gain_and_what_was_rejected_gained_nothing() -> None:
    found = [attempt("one-hot", "a", 0.3), attempt("one-hot", "a", -0.2), attempt("group-means", "a", 0.1), attempt("date-parts", "a", -0.1)]

    assert trials(found)[0].gains == pytest.approx({"one-hot": 0.75, "group-means": 0.5, "date-parts": 0.0})


def test_the_page_has_a_row_for_each_way_and_is_the_same_again() -> None:
    found = world({"one-hot": 0.2})

    assert page(found, runs=20) == page(found, runs=20)
    assert "| by lot | 1.00 | 1.00 | 1.00 | 1.00 |" in page(found, runs=20)
    assert all(f"| {way} |" in page(found, runs=20) for way in WAYS)


def test_where_there_is_nothing_to_replay_that_is_said() -> None:
    assert page([attempt("one-hot", "a", 0.2)]).startswith("No competition has trials with a gain and another")
