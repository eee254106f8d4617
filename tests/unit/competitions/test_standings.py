"""leaderboard.csv is optional; where it is there, it must hold scores."""

from pathlib import Path

import pytest

from haste.competitions import folder, standings
from haste.errors import CompetitionError
from tests.unit.competitions.folders import write


def test_scores_come_in_the_order_of_the_file_whatever_else_stands_there(tmp_path: Path) -> None:
    (tmp_path / "leaderboard.csv").write_text("team,score,n\na,0.5,1\nb,,2\nc,1e-1,3\n", encoding="utf-8")

    assert standings.scores(tmp_path / "leaderboard.csv") == (0.5, 0.1)


def test_without_a_file_there_are_no_scores(tmp_path: Path) -> None:
    assert standings.scores(tmp_path / "leaderboard.csv") == ()


@pytest.mark.parametrize(
    ("contents", "message"),
    [
        ("points\n1\n", r"column 'score', found the header line points"),
        ("score\n0.5\nbest\n", r"number in every row .*found 'best'"),
        ("score\ninf\n", "'inf'"),
    ],
)
def test_a_leaderboard_without_scores_is_refused_before_anything_runs(contents: str, message: str, tmp_path: Path) -> None:
    place = write(tmp_path / "a")
    (place / "leaderboard.csv").write_text(contents, encoding="utf-8")

    with pytest.raises(CompetitionError, match=message):
        folder.load(place)
