"""Class shares: who is asked for them, how they are read, and what a solution that wrote none is taken to have said."""

import msgspec
import numpy as np
import pandas as pd
import pytest

from haste.errors import SubmissionError
from haste.evaluation import class_shares
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import AnswerForm, Reason, View
from tests.builders import competition

LABELS = msgspec.structs.replace(competition(), form=AnswerForm.LABEL, classes=("b", "a", "c"))
SAMPLE = pd.DataFrame({"id": ["1", "2"], "y": ["a", "a"]}, dtype=str)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (LABELS, True),
        (msgspec.structs.replace(LABELS, form=AnswerForm.PROBABILITY), False),
        (msgspec.structs.replace(LABELS, form=AnswerForm.RANKED_LABELS), False),
        (msgspec.structs.replace(LABELS, view=View.DECLARED), False),
        (msgspec.structs.replace(LABELS, classes=("a", "id")), True),
        (msgspec.structs.replace(LABELS, classes=("", "a")), False),
    ],
)
def test_they_are_asked_for_where_an_answer_is_one_label_that_can_name_a_column(given: Competition, *, wanted: bool) -> None:
    assert class_shares.wanted(given) is wanted


def test_they_are_read_by_id_and_class_and_sum_to_one() -> None:
    assert class_shares.read(b"c,id,a,b\n0,2,0.3,0.1\n1,1.0,0,0\n", SAMPLE, LABELS) == pytest.approx(np.array([[0, 0, 1], [0.25, 0.75, 0]]))


def test_the_id_column_gives_way_to_a_class_of_its_name() -> None:
    given = msgspec.structs.replace(LABELS, classes=("a", "id", "id_"))

    assert class_shares.read(b"id__,a,id,id_\n2,0.5,0.5,0\n1,0,0,1\n", SAMPLE, given) == pytest.approx(np.array([[0, 0, 1], [0.5, 0.5, 0]]))


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (b"id,a,b\n1,1,0\n2,1,0\n", Reason.WRONG_COLUMNS),
        (b"id,a,b,c\n1,1,0,0\n", Reason.WRONG_ROWS),
        (b"id,a,b,c\n1,1,0,0\n2,nan,0,0\n", Reason.NOT_A_NUMBER),
        (b"id,a,b,c\n1,1,0,0\n2,0,0,0\n", Reason.OUT_OF_RANGE),
        (b"", Reason.UNREADABLE),
    ],
)
def test_those_that_do_not_fit_are_refused_and_it_is_said_why(written: bytes, reason: Reason) -> None:
    with pytest.raises(SubmissionError) as refused:
        class_shares.read(written, SAMPLE, LABELS)

    assert refused.value.reason == reason
    assert class_shares.fault(written, SAMPLE, LABELS) == f"its class shares are not used: {refused.value}"


def test_those_that_fit_have_no_fault() -> None:
    assert class_shares.fault(b"id,a,b,c\n1,1,0,0\n2,1,0,0\n", SAMPLE, LABELS) == ""


def test_a_solution_that_wrote_none_is_sure_of_its_labels() -> None:
    labels = np.array(["c", "b"], dtype=object)

    assert class_shares.certain(labels, LABELS).tolist() == [[0, 0, 1], [1, 0, 0]]
