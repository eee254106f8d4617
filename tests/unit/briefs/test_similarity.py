"""Which finished competition is most like this one."""

from haste.briefs.similarity import nearest
from haste.vocabulary.ids import CompetitionId

NEAR, FAR = CompetitionId("near"), CompetitionId("far")


def test_the_nearest_competition_comes_first() -> None:
    assert nearest({"rows": 3.0, "text": 0.0}, {FAR: {"rows": 6.0, "text": 1.0}, NEAR: {"rows": 3.5, "text": 0.0}}) == {NEAR: 0, FAR: 1}


def test_a_number_counts_by_its_share_of_the_range_and_not_by_its_size() -> None:
    """A skew of thousands must not drown a share of text."""
    others = {NEAR: {"skew": 1000.0, "text": 0.0}, FAR: {"skew": 0.0, "text": 1.0}, CompetitionId("other"): {"skew": 5000.0, "text": 0.0}}

    assert nearest({"skew": 0.0, "text": 0.0}, others)[NEAR] == 0


def test_a_number_that_is_the_same_everywhere_tells_nothing() -> None:
    assert nearest({"rows": 3.0}, {FAR: {"rows": 3.0}, NEAR: {"rows": 3.0}}) == {FAR: 0, NEAR: 1}


def test_a_number_that_one_profile_lacks_is_left_out() -> None:
    assert nearest({"rows": 3.0, "text": 1.0}, {FAR: {"rows": 5.0, "text": 1.0}, NEAR: {"rows": 3.0}}) == {NEAR: 0, FAR: 1}


def test_without_other_competitions_there_is_no_order() -> None:
    assert nearest({"rows": 3.0}, {}) == {}
