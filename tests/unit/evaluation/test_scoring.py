"""Submissions are scored, or refused with one reason and a message that their author can act on."""

import contextlib
import math

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haste.errors import SubmissionError
from haste.evaluation import scoring
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import Reason
from tests.unit.evaluation.examples import binary, csv, labelled, one_hot, regression, table

NUMBERS = table(id=[1, 2, 3], y=[10, 20, 30])
PROBABILITIES = table(id=[1, 2, 3], y=[0, 1, 1])
LABELS = table(id=[1, 2, 3], y=["no", "yes", "yes"])
CLASSES = table(id=[1, 2], a=[1, 0], b=[0, 1], c=[0, 0])


def test_a_perfect_submission_scores_best() -> None:
    assert scoring.score(csv(id=[1, 2, 3], y=[10.0, 20.0, 30.0]), NUMBERS, regression()) == 0


def test_the_order_of_rows_and_columns_does_not_matter() -> None:
    assert scoring.score(csv(y=[30, 10, 20], id=[3, 1, 2]), NUMBERS, regression()) == 0


def test_ids_that_a_solution_read_as_numbers_are_recognised() -> None:
    answers = table(id=["007", "008"], y=[1, 2])

    assert scoring.score(csv(id=[8, 7], y=[2, 1]), answers, regression()) == 0


def test_ids_that_are_different_texts_stay_different_though_they_are_equal_numbers() -> None:
    answers = table(id=["7", "007"], y=[1, 2])

    assert scoring.score(csv(id=["007", "7"], y=[2, 1]), answers, regression()) == 0
    for ids in (["7", "7"], ["7"]):
        with pytest.raises(SubmissionError):
            scoring.score(csv(id=ids, y=[1, 2][: len(ids)]), answers, regression())


def test_labels_that_a_solution_read_as_numbers_are_recognised() -> None:
    answers = table(id=[1, 2], y=["01", "02"])

    assert scoring.score(csv(id=[1, 2], y=[1, 2.0]), answers, labelled(classes=("01", "02"))) == 1


def test_a_byte_order_mark_and_carriage_returns_are_no_mistake() -> None:
    assert scoring.score(b"\xef\xbb\xbfid,y\r\n1,10\r\n2,20\r\n3,30\r\n", NUMBERS, regression()) == 0


def test_dust_of_averaging_outside_the_bounds_is_no_mistake() -> None:
    assert scoring.score(csv(id=[1, 2, 3], y=[-1e-9, 1 + 1e-9, 1]), PROBABILITIES, binary("log_loss")) == pytest.approx(0, abs=1e-6)


REFUSED = [
    (b"", regression(), Reason.UNREADABLE, "header line id,y"),
    (b"id,y\n1,2\n1,2,3\n", regression(), Reason.UNREADABLE, "line 3"),
    (b"id,y\n1,10,9\n2,20,9\n3,30,9\n", regression(), Reason.UNREADABLE, "more values than the header"),
    (b"\xff\xfe\x00id", regression(), Reason.UNREADABLE, "utf-8"),
    (b'id,y\n1,"2\n', regression(), Reason.UNREADABLE, "EOF inside string"),
    (csv(id=[1, 2, 3], z=[1, 2, 3]), regression(), Reason.WRONG_COLUMNS, "id,z"),
    (csv(n=[0, 1, 2], id=[1, 2, 3], y=[1, 2, 3]), regression(), Reason.WRONG_COLUMNS, "index=False"),
    (b"id,y,y\n1,2,3\n", regression(), Reason.WRONG_COLUMNS, "id,y,y.1"),
    (csv(id=[1, 2], y=[1, 2]), regression(), Reason.WRONG_ROWS, "1 ids are missing, first '3'"),
    (csv(id=[1, 2, 2], y=[1, 2, 3]), regression(), Reason.WRONG_ROWS, "'2' more than once"),
    (csv(id=[1, 2, 3, 4], y=[1, 2, 3, 4]), regression(), Reason.WRONG_ROWS, "1 unknown ids, first '4'"),
    (csv(id=[], y=[]), regression(), Reason.WRONG_ROWS, "0 rows"),
    (csv(id=[1, 2, 3], y=[1, "", 3]), regression(), Reason.NOT_A_NUMBER, "'' for id '2', column 'y'"),
    (csv(id=[1, 2, 3], y=[1, "high", 3]), regression(), Reason.NOT_A_NUMBER, "'high'"),
    (csv(id=[1, 2, 3], y=[1, "inf", 3]), regression(), Reason.NOT_A_NUMBER, "'inf'"),
    (csv(id=[1, 2, 3], y=["-Infinity", 2, 3]), regression(), Reason.NOT_A_NUMBER, "'-Infinity' for id '1'"),
    (csv(id=[1, 2, 3], y=["nan", "NaN", 3]), regression(), Reason.NOT_A_NUMBER, "'nan' for id '1', column 'y' (2 such values)"),
    (csv(id=[1, 2, 3], y=["True", "False", "True"]), regression(), Reason.NOT_A_NUMBER, "'True'"),
    (csv(id=[1, 2, 3], y=[0, "nan", 1]), binary(), Reason.NOT_A_NUMBER, "'nan'"),
    (b"id,y\n1,1\n2\n3,3\n", regression(), Reason.NOT_A_NUMBER, "'' for id '2'"),
    (csv(id=[1, 2, 3], y=[1, -2, 3]), regression("rmsle"), Reason.OUT_OF_RANGE, "at least 0"),
    (csv(id=[1, 2, 3], y=[0, 1.5, 1]), binary(), Reason.OUT_OF_RANGE, "from 0 to 1"),
    (csv(id=[1, 2, 3], y=["no", "maybe", "yes"]), labelled(), Reason.UNKNOWN_LABEL, "no, yes"),
    (csv(id=[1, 2, 3], y=["no", "", "yes"]), labelled(), Reason.UNKNOWN_LABEL, "''"),
    (csv(id=[1, 2, 3], y=["no", 0.5, "yes"]), labelled(), Reason.UNKNOWN_LABEL, "'0.5'"),
]


@pytest.mark.parametrize(("submission", "competition", "reason", "message"), REFUSED)
def test_a_submission_that_does_not_fit_is_refused_with_its_reason(submission: bytes, competition: Competition, reason: Reason, message: str) -> None:
    answers = {"value": NUMBERS, "probability": PROBABILITIES, "label": LABELS}[competition.form]

    with pytest.raises(SubmissionError) as caught:
        scoring.score(submission, answers, competition)

    assert caught.value.reason == reason
    assert message in str(caught.value)


def test_class_probabilities_that_do_not_sum_to_1_are_shares_of_their_row() -> None:
    unscaled = csv(id=[1, 2], a=[1, 0.2], b=[0.5, 0.4], c=[0.5, 0.2])  # sums of 2 and of 0.8

    assert scoring.score(unscaled, CLASSES, one_hot()) == pytest.approx(math.log(2))


def test_class_probabilities_need_a_sum_above_zero() -> None:
    with pytest.raises(SubmissionError) as caught:
        scoring.score(csv(id=[1, 2], a=[0, 1], b=[0, 0], c=[0, 0]), CLASSES, one_hot())

    assert caught.value.reason == Reason.OUT_OF_RANGE


def test_class_probabilities_outside_of_0_and_1_are_refused() -> None:
    with pytest.raises(SubmissionError) as caught:
        scoring.score(csv(id=[1, 2], a=[1, 1], b=[0, 0], c=[0, -0.5]), CLASSES, one_hot())

    assert caught.value.reason == Reason.OUT_OF_RANGE
    assert "column 'c'" in str(caught.value)


def test_a_metric_that_is_undefined_on_these_rows_is_the_reason() -> None:
    with pytest.raises(SubmissionError) as caught:
        scoring.score(csv(id=[1, 2], y=[0.1, 0.2]), table(id=[1, 2], y=[1, 1]), binary())

    assert caught.value.reason == Reason.METRIC_UNDEFINED


def test_a_label_that_was_not_in_training_counts_as_missed() -> None:
    answers = table(id=[1, 2], y=["no", "never seen"])

    assert scoring.score(csv(id=[1, 2], y=["no", "no"]), answers, labelled()) == 0.5


def test_a_check_against_the_sample_refuses_the_same_mistakes_and_needs_no_answers() -> None:
    sample = table(id=[1, 2, 3], y=[0, 0, 0])

    scoring.check(csv(id=[3, 1, 2], y=[0.5, 7, 9]), sample, regression())
    with pytest.raises(SubmissionError) as caught:
        scoring.check(csv(id=[1, 2], y=[1, 2]), sample, regression())
    assert caught.value.reason == Reason.WRONG_ROWS


def test_messages_about_labels_stay_short_with_many_classes() -> None:
    many = msgspec.structs.replace(labelled(), classes=tuple(f"class-{number:04}" for number in range(2000)))

    with pytest.raises(SubmissionError) as caught:
        scoring.score(csv(id=[1], y=["x" * 5000]), table(id=[1], y=["class-0001"]), many)

    assert len(str(caught.value)) < 600


CELLS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["1", "2", "3", "0.5", "yes", "no", "", "1" * 400, "-1e999", "True", "1_0", "0x1", "\x00", "²", "nan"]),
)
LINES = st.lists(st.lists(CELLS, min_size=1, max_size=4).map(",".join), max_size=5).map("\n".join)
JUDGED = ((regression(), NUMBERS), (binary(), PROBABILITIES), (labelled(), LABELS), (labelled("qwk", ("1", "2", "3")), NUMBERS))


@settings(max_examples=150)
@given(content=st.one_of(st.binary(max_size=60), LINES.map(str.encode), LINES.map(lambda lines: f"id,y\n{lines}\n".encode())))
def test_whatever_a_solution_writes_is_scored_or_refused_and_never_an_accident(content: bytes) -> None:
    for competition, answers in JUDGED:
        with contextlib.suppress(SubmissionError):
            assert isinstance(scoring.score(content, answers, competition), float)
