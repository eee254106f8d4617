"""Ranked labels, masks and texts: what their metrics compute, and which answers are refused."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haste.errors import SubmissionError
from haste.evaluation import dummy, metrics, scoring, structured, submissions
from haste.evaluation.answers import answers_from, unanswered
from haste.vocabulary.scales import AnswerForm, Reason
from tests.unit.evaluation.examples import csv, ranked, regression, table, write_public, written

MASKS = written("dice", AnswerForm.MASK)


def texts(*values: str) -> np.ndarray:
    return np.array(values, dtype=object)


@pytest.mark.parametrize(
    ("said", "precision"),
    [("a", 1.0), ("b a", 1 / 2), ("b c a", 1 / 3), ("b c d a", 0.0), ("a a a", 1.0), ("b b a", 1 / 2), ("b", 0.0)],
)
def test_a_label_counts_by_the_place_at_which_it_first_stands(said: str, precision: float) -> None:
    assert metrics.measure("map@3", texts("a"), texts(said), ranked()) == pytest.approx(precision)


def test_rows_with_several_labels_are_right_when_all_come_first() -> None:
    competition = ranked("map_at_2")

    assert metrics.measure("map_at_2", texts("a b"), texts("b a"), competition) == 1
    assert metrics.measure("map_at_2", texts("a b"), texts("a c"), competition) == 0.5
    assert metrics.measure("map_at_2", texts("a b c"), texts("c a"), competition) == 1  # no more than two can be named


def test_masks_worked_out_by_hand() -> None:
    true, said = texts("1 4 11 2", "", ""), texts("3 4", "", "5 1")  # pixels 1-4 and 11-12 against 3-6: two shared, ten in all

    assert metrics.measure("dice", true, said, MASKS) == pytest.approx((4 / 10 + 1 + 0) / 3)
    assert metrics.measure("iou", true, said, MASKS) == pytest.approx((2 / 8 + 1 + 0) / 3)


def code(pixels: np.ndarray) -> str:
    """The run-length code of pixels, one run for each."""
    return " ".join(f"{place + 1} 1" for place in np.flatnonzero(pixels))


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_shares_of_masks_are_those_of_their_pixels(seed: int) -> None:
    one, other = np.random.default_rng(seed).integers(0, 2, (2, 40)).astype(bool)
    one[0] = True

    found = metrics.measure("iou", texts(code(one)), texts(code(other)), MASKS)

    assert found == pytest.approx((one & other).sum() / (one | other).sum())


def test_texts_worked_out_by_hand() -> None:
    true, said = texts("kitten", "", "two"), texts("sitting", "", "2")

    assert metrics.measure("word_accuracy", true, said, written()) == pytest.approx(1 / 3)
    assert metrics.measure("character_accuracy", true, said, written("character_accuracy")) == pytest.approx((4 / 7 + 1 + 0) / 3)


@settings(max_examples=60, deadline=None)
@given(one=st.text("abc\U0001f600", max_size=8), other=st.text("abc\U0001f600", max_size=8))
def test_a_distance_is_the_fewest_signs_to_insert_lose_or_replace(one: str, other: str) -> None:
    def fewest(left: str, right: str) -> int:
        if not left or not right:
            return len(left) + len(right)
        kept = fewest(left[1:], right[1:]) + (left[0] != right[0])
        return kept if left[0] == right[0] else min(kept, fewest(left[1:], right) + 1, fewest(left, right[1:]) + 1)

    longer = max(len(one), len(other), 1)

    assert metrics.measure("character_accuracy", texts(one), texts(other), written("character_accuracy")) == pytest.approx(
        1 - fewest(one, other) / longer
    )


def test_a_text_far_too_long_counts_0_and_takes_no_time() -> None:
    assert metrics.measure("character_accuracy", texts("kitten" * 1000), texts("kitten" * 1_000_000), written("character_accuracy")) == 0
    assert metrics.measure("character_accuracy", texts("kitten"), texts("kitten" * 100), written("character_accuracy")) == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("form", "metric", "said", "reason"),
    [
        (AnswerForm.MASK, "dice", "1", Reason.NOT_A_MASK),
        (AnswerForm.MASK, "dice", "0 3", Reason.NOT_A_MASK),
        (AnswerForm.MASK, "dice", "3 0", Reason.NOT_A_MASK),
        (AnswerForm.MASK, "dice", "1 3 2 2", Reason.NOT_A_MASK),
        (AnswerForm.MASK, "dice", "1 -3", Reason.NOT_A_MASK),
        (AnswerForm.MASK, "iou", "1.5 2", Reason.NOT_A_MASK),
        (AnswerForm.MASK, "iou", "99999999999999999999 3", Reason.NOT_A_MASK),
        (AnswerForm.MASK, "dice", "1 9999999999999999", Reason.NOT_A_MASK),
        (AnswerForm.RANKED_LABELS, "map@3", "a z", Reason.UNKNOWN_LABEL),
        (AnswerForm.RANKED_LABELS, "map@3", "", Reason.UNKNOWN_LABEL),
    ],
)
def test_an_answer_that_its_form_does_not_allow_is_refused(form: AnswerForm, metric: str, said: str, reason: Reason) -> None:
    competition = ranked(metric) if form is AnswerForm.RANKED_LABELS else written(metric, form)

    with pytest.raises(SubmissionError) as caught:
        scoring.score(csv(id=[1, 2], y=["a" if form is AnswerForm.RANKED_LABELS else "", said]), table(id=[1, 2], y=["a", "a"]), competition)

    assert caught.value.reason == reason
    assert "id '2'" in str(caught.value)


def test_runs_of_a_mask_may_come_in_any_order() -> None:
    assert structured.runs_of("7 1 1 2").tolist() == [[1, 3], [7, 8]]
    assert structured.runs_of("").shape == (0, 2)


def test_an_empty_mask_is_an_answer_and_an_empty_number_is_none() -> None:
    rows = table(id=[1, 2], y=["", "1 2"])

    assert unanswered(rows, MASKS).tolist() == [False, False]
    assert unanswered(rows, regression()).tolist() == [True, False]
    assert submissions.truth(answers_from(rows, MASKS), MASKS).tolist() == ["", "1 2"]


def test_the_best_constant_ranking_names_the_most_frequent_labels(tmp_path: Path) -> None:
    rows = {"id": range(6), "x": range(6), "y": ["b", "b", "b", "a", "a", "c"]}
    competition = write_public(ranked(), tmp_path / "public", train=rows, test={"id": [9], "x": [1]}, answer="a")

    assert dummy.dummy_score(competition) == pytest.approx((3 * 1 + 2 / 2 + 1 / 3) / 6)
