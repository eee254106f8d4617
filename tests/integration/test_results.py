"""The table of results says what leaderboards and ablations hold."""

from benchmarks.results.__main__ import page
from haste.projections.trajectory import Trajectory
from haste.report.ablation import Course
from haste.vocabulary.scales import Arm, Direction, Medal


def ran(
    arm: Arm, seed: int, score: float | None, percentile: float | None, medal: Medal | None = None, best: tuple[float | None, ...] = ()
) -> Course:
    return Course(
        arm=arm,
        seed=seed,
        competition="pub-food-reviews",
        domain="text",
        direction=Direction.MAXIMIZE,
        course=Trajectory(best=best, chosen=score, verdicts=()),
        percentile=percentile,
        medal=medal,
        valid=score is not None,
        score=score,
    )


def test_a_competition_has_its_marks_and_the_means_of_each_arm() -> None:
    told = page(
        [ran(Arm.NONE, 0, 0.8, 0.25), ran(Arm.NONE, 1, 0.86, 1.0, Medal.GOLD), ran(Arm.TIERED, 0, 0.85, 0.5)], {"pub-food-reviews": 0.5}, budget=20
    )

    (row,) = (line for line in told.splitlines() if line.startswith("| pub-"))
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert cells[:5] == ["pub-food-reviews", "text", "auc ↑", "0.5", "0.83426"]
    assert cells[6:] == ["0.85073", "0.85568", "0.85846", "0.83, 62%, 1 of 2", "0.85, 50%, 0 of 1"]


def test_a_run_without_a_valid_submission_counts_as_one_with_no_team_behind_it() -> None:
    told = page([ran(Arm.NONE, 0, 0.86, 1.0, Medal.GOLD), ran(Arm.NONE, 1, None, None)], {}, budget=20)

    assert "- none: 1 of 2 submissions valid, 1 medals (50%), 50.0% of teams not ahead on average" in told
    assert "0.86, 100%, 1 of 2" in told


def test_an_arm_is_compared_with_none_over_its_seeds() -> None:
    """What `none` had after two trials, the other one has after one and never, of a budget of three."""
    told = page(
        [
            ran(Arm.NONE, 0, 0.8, 0.25, best=(0.7, 0.8)),
            ran(Arm.NONE, 1, 0.9, 1.0, best=(0.8, 0.9)),
            ran(Arm.TIERED, 0, 0.85, 0.75, best=(0.85,)),
            ran(Arm.TIERED, 1, 0.85, 0.75, best=(0.85,)),
        ],
        {},
        budget=3,
    )

    assert "- none beside none" not in told
    assert "- tiered beside none: 0.750 [?, ?] of teams not ahead, none 0.625 [?, ?], a change of +0.125 [?, ?]; " in told
    assert "submitted reached after 2.5 trials instead of 2.0 (+0% [?, ?] as ratios), by 50% of runs" in told
