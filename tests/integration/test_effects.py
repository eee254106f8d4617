"""The table of effects says what logs say of each technique, and names those of which it knows too little."""

from pathlib import Path

from benchmarks.effects.__main__ import page, rows
from benchmarks.effects.reading import Attempt, attempts, attempts_of, kept
from haste.store.exporting import imported
from haste.store.memory import MemoryLog
from haste.vocabulary.ids import CompetitionId, Iteration, RunId
from haste.vocabulary.judgement import Credit
from haste.vocabulary.skill import Judged
from tests.logs import CountingClock

GOLDEN = Path(__file__).parents[1] / "golden" / "logs" / "orchard.jsonl"


def attempt(technique: str, competition: str, effect: float | None, *, accepted: bool = False, seconds: float = 1.0) -> Attempt:
    """A trial in a run of its own; one without an effect said nothing."""
    name, run, iteration = CompetitionId(competition), RunId(f"{competition}-run"), Iteration(4)
    judged = None
    if effect is not None:
        credit = Credit(effect=effect, se=0.01, significant=0)
        judged = Judged(technique=technique, domain="tabular", competition=name, run=run, iteration=iteration, credit=credit)
    said = {"technique": technique, "domain": "tabular", "competition": name, "run": run, "iteration": iteration}
    return Attempt(**said, accepted=accepted, judged=judged, seconds=seconds)  # type: ignore[arg-type]  # names and values of one struct


def test_a_technique_has_a_row_with_its_competitions_share_accepted_and_seconds() -> None:
    found = [
        attempt("helps", "a", 0.1, accepted=True, seconds=3.0),
        attempt("helps", "b", 0.3, seconds=5.0),
        attempt("helps", "b", None, seconds=9.0),
    ]

    (row,) = rows(found)

    assert (row.trials, row.positive, row.accepted, row.seconds) == (3, ("a", "b"), 1 / 3, 5.0)
    assert row.effect is not None
    assert (row.effect.competitions, 0.1 < row.effect.mean < 0.2) == (2, True)  # drawn towards 0


def test_candidates_for_removal_were_judged_twice_and_helped_less_than_twice() -> None:
    found = [
        *(attempt("helps", name, 0.1) for name in "ab"),
        *(attempt("helped once", name, effect) for name, effect in (("a", 0.1), ("b", -0.1))),
        attempt("tried once", "a", -0.5),
        attempt("crashed", "a", None),
    ]

    told = page(found, ("crashed", "helped once", "helps", "never tried", "tried once"))

    assert "positive in fewer than 2: helped once (1 of 2)." in told
    assert "of which nothing is said (3 of 5): crashed, never tried, tried once." in told
    assert "| crashed | tabular | 0 | 0 | 1 | - | 0% | 1.0 |" in told


def test_a_log_is_read_trial_by_trial_with_what_each_cost() -> None:
    log = MemoryLog(CountingClock())
    imported(GOLDEN.read_bytes().splitlines(), log, where="golden")

    found = list(attempts(log))

    assert len(found) > 3
    assert all(one.seconds > 0 and one.domain for one in found)
    assert {one.accepted for one in found} == {True, False}


def test_kept_trials_are_read_again_beside_logs(tmp_path: Path) -> None:
    found = [attempt("helps", "a", 0.1, accepted=True, seconds=3.0), attempt("crashed", "b", None)]
    file = tmp_path / "kept.jsonl"

    file.write_bytes(kept(found))

    read = attempts_of([file])
    assert page(read, ()) == page(found, ())
    assert [(one.competition, one.accepted, one.judged is None) for one in read] == [("a", True, False), ("b", False, True)]
