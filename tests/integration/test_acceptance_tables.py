"""The benchmark of the acceptance rules: which proposals it makes of measured solutions, what it counts, and what the page shows of it."""

import math
import time
from pathlib import Path

import msgspec
import numpy as np
import pytest

from benchmarks.acceptance import __main__ as acceptance
from benchmarks.acceptance import ruling
from benchmarks.acceptance.deciding import Measured, Solution
from benchmarks.acceptance.drawing import ROWS, draw
from benchmarks.acceptance.fitting import TooSlowError, run
from benchmarks.acceptance.pairing import Proposal, proposals
from haste.evaluation import tables
from tests.unit.evaluation.examples import regression, write_public


def solution(kind: str, gain: float, *, truth: float | None = None, spread: float = 0.001) -> Solution:
    """A solution that scores so much more than 1 on each fold, give or take a spread that differs from fold to fold."""
    five = tuple(1 + gain + spread * step for step in (-2, -1, 0, 1, 2))
    change = "" if kind == "parent" else kind
    return Solution(kind=kind, change=change, five=five, three=five[1:4], truth=1 + (gain if truth is None else truth))


PARENT = Solution(kind="parent", change="", five=(1.0,) * 5, three=(1.0,) * 3, truth=1.0)


def measured(*others: Solution, competition: str = "toy", errors: tuple[tuple[float, ...], ...] = ()) -> Measured:
    return Measured(competition=competition, unit=0, metric="auc", own=True, zero=0.5, solutions=(PARENT, *others), errors=errors)


def direct(*units: Measured) -> list[Proposal]:
    """Those that have to beat the unit's parent."""
    return [proposal for proposal in proposals(units) if proposal.parent == 0]


def test_where_no_competition_fits_it_says_so_and_does_not_wait_for_its_time_to_end() -> None:
    with pytest.raises(SystemExit, match="found none of those named"):
        acceptance._measure([], ROWS, deadline=time.monotonic() + 5)


def test_every_ordered_pair_is_a_proposal_and_noise_is_only_ever_added_to_the_parent() -> None:
    made = proposals([measured(solution("change", 0.1), solution("seed", 0.0), solution("noise", -0.1))])

    assert sorted((proposal.kind, proposal.parent == 0) for proposal in made) == [
        ("change", False),
        ("change", False),
        ("change", False),
        ("change", True),
        ("noise", True),
        ("seed", False),
        ("seed", True),
    ]
    assert {round(proposal.truth, 9) for proposal in made if proposal.kind == "noise"} == {-0.1}
    assert {round(proposal.scale, 9) for proposal in made} == {0.6}  # best 1.1, constant 0.5


def test_shares_are_counted_by_what_is_true() -> None:
    unit = measured(solution("change", 0.1), solution("change", 0.05, truth=-0.01), solution("seed", 0.01), solution("noise", 0.02))

    said = ruling.row(direct(unit), ruling.DESIGNS[0], ruling.advance)

    assert [tuple(share) for share in said] == [(2, 2), (1, 1), (1, 1), (1, 1), (1, 1)]
    assert str(said[0]) == "100.0 % of 2"
    assert [tuple(share) for share in ruling.row(direct(unit), ruling.DESIGNS[2], ruling.advance)] == [(0, 0)] * 5
    assert str(ruling.Share(0, 0)) == "-"


def test_the_strict_rule_believes_less_than_the_mild_one() -> None:
    unsure = measured(solution("change", 0.001, spread=0.0007))
    (proposal,) = direct(unsure)
    (lift,) = ruling.DESIGNS[0].lifts(proposal)

    assert ruling.advance(lift)
    assert not ruling.credit(lift)


def test_each_fold_is_once_the_one_hold_out_and_is_judged_by_the_error_of_its_rows() -> None:
    errors = tuple((0.01 * fold, 9.0, 9.0) for fold in range(1, 6))  # of the pairs parent and first, parent and second, first and second
    (proposal, _) = direct(measured(solution("change", 0.05, spread=0), solution("change", 0.0), errors=errors))

    lifts = ruling.DESIGNS[2].lifts(proposal)

    assert [(round(lift.mean, 9), lift.se, lift.df) for lift in lifts] == [(0.05, 0.01 * fold, math.inf) for fold in range(1, 6)]
    assert [ruling.advance(lift) for lift in lifts] == [True, True, True, False, False]
    assert [ruling.credit(lift) for lift in lifts] == [True, True, True, False, False]


def test_a_confidence_is_chosen_on_the_other_competitions_and_judged_on_the_one_left_out() -> None:
    noisy = measured(*(solution("change", 0.002, truth=-0.1, spread=0.001) for _ in range(2)), competition="noisy")
    calm = measured(solution("change", -0.1), solution("change", 0.1, spread=0.001), competition="calm")

    five = ruling.chosen_table(direct(noisy, calm)).splitlines()[2]

    assert five == "| 5 folds | 0.50 to 0.94 | 66.7 % of 3 | 100.0 % of 1 |"  # calm would accept the noisy ones at any confidence


def test_what_trails_clearly_is_dropped_early_and_a_gain_is_not_lost() -> None:
    units = [measured(solution("change", 0.1, spread=0.01), *(solution("change", -0.5, spread=0.01) for _ in range(3)))]

    table = ruling.racing_table(direct(*units)).splitlines()

    assert table[2].startswith("| no look | 5.00 (5.00 to 5.00) | 0.00 % of 4 (0.00 to 0.00)")
    folds, lost = table[4].split(" | ")[1:]
    assert 1.0 < float(folds.split()[0]) < 3.5
    assert lost.startswith("0.00 % of 4 ")


def test_a_draw_keeps_rows_apart_and_noise_changes_no_row(tmp_path: Path) -> None:
    rows = ROWS + 50
    chance = np.random.default_rng(0).normal(size=rows)
    whole = write_public(regression(), tmp_path / "whole", train={"id": range(rows), "x": chance, "y": chance * 2}, test={"id": [9999], "x": [1]})

    plain, noisy = draw(whole, 3, tmp_path / "plain"), draw(whole, 3, tmp_path / "noisy", noise=True)

    shown, with_noise = (tables.read(Path(drawn.competition.public) / "train.csv") for drawn in (plain, noisy))
    assert (len(shown), len(plain.truth)) == (ROWS, 50)
    assert not set(shown["x"]) & set(tables.read(Path(plain.competition.public) / "test.csv")["x"])
    assert shown["x"].tolist() == with_noise["x"].tolist()
    assert with_noise.shape[1] == shown.shape[1] + 3


def test_a_solution_runs_as_a_file_does_and_not_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "out.csv"
    code = "import os, pathlib\nif __name__ == '__main__':\n    pathlib.Path(os.environ['OUTPUT']).write_text(os.environ['SEED'])"
    assert run(code, tmp_path, output, 7) == b"7"

    monkeypatch.setattr("benchmarks.acceptance.fitting._LIMIT_S", 0.05)
    with pytest.raises(TooSlowError):
        run("while True: pass", tmp_path, output, 7)


def test_units_of_more_rows_have_a_table_of_their_own_and_leave_the_others_as_they_are() -> None:
    few = [measured(solution("change", 0.1), solution("seed", 0.0))]
    many = [msgspec.structs.replace(unit, rows=2500) for unit in few]

    added = acceptance.text([*few, *many]).removeprefix(acceptance.text(few))
    assert added.startswith("\n### With 2,500 rows to train on, and 500 in a hold-out\n\n27 fits of 3 solutions in 1 units")
    assert "| credit, 5 folds | 50.0 % of 4 |" in added


def test_a_draw_may_be_larger(tmp_path: Path) -> None:
    whole = write_public(regression(), tmp_path / "whole", train={"id": range(60), "x": range(60), "y": range(60)}, test={"id": [99], "x": [1]})

    assert len(draw(whole, 3, tmp_path / "plain", train_rows=40).truth) == 20


def test_the_page_shows_what_was_measured() -> None:
    page = acceptance.PAGE.read_text(encoding="utf-8")

    assert acceptance.known()
    assert acceptance.text(acceptance.known()) in page
