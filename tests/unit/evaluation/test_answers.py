"""Training rows become answers in the submission's format."""

import pytest

from haste.errors import CompetitionError
from haste.evaluation.answers import answers_from, constant_answers
from haste.vocabulary.competition import Competition
from tests.unit.evaluation.examples import binary, labelled, one_hot, regression, table


def test_numbers_stay_as_they_were_written() -> None:
    rows = table(id=[7, 8], x=[1, 2], y=["1.50", "2e3"])

    assert answers_from(rows, regression()).to_dict("list") == {"id": ["7", "8"], "y": ["1.50", "2e3"]}


def test_several_numeric_columns_keep_their_order() -> None:
    rows = table(id=[7], z=[2], y=[1])

    assert answers_from(rows, regression(columns=("y", "z"))).to_dict("list") == {"id": ["7"], "y": ["1"], "z": ["2"]}


def test_labels_stay_as_they_were_written() -> None:
    rows = table(id=[7, 8], y=["True", "False"])

    assert answers_from(rows, labelled(classes=("False", "True")))["y"].tolist() == ["True", "False"]


def test_a_probability_is_that_of_the_second_label() -> None:
    assert answers_from(table(id=[7, 8], y=["yes", "no"]), binary())["y"].tolist() == ["1", "0"]


def test_classes_get_a_column_each() -> None:
    answers = answers_from(table(id=[7, 8], y=["c", "a"]), one_hot())

    assert answers.to_dict("list") == {"id": ["7", "8"], "a": ["0", "1"], "b": ["0", "0"], "c": ["1", "0"]}


def test_the_answer_columns_may_be_named_otherwise_than_the_classes() -> None:
    competition = one_hot()
    renamed = Competition(**{name: getattr(competition, name) for name in competition.__struct_fields__} | {"answer_columns": ("p_a", "p_b", "p_c")})

    assert answers_from(table(id=[7], y=["b"]), renamed).to_dict("list") == {"id": ["7"], "p_a": ["0"], "p_b": ["1"], "p_c": ["0"]}


def test_a_label_without_a_column_is_refused() -> None:
    with pytest.raises(CompetitionError, match=r"found 'd'"):
        answers_from(table(id=[7], y=["d"]), one_hot())


def test_rows_without_ids_are_numbered() -> None:
    assert answers_from(table(y=[3, 4]), regression())["id"].tolist() == ["0", "1"]


@pytest.mark.parametrize(
    ("competition", "answers"),
    [
        (regression(columns=("y", "z")), ("0", "0")),
        (regression("log_loss"), ("0.5",)),
        (labelled(), ("no",)),
        (binary(), ("0.5",)),
        (one_hot(classes=("a", "b")), ("0.5", "0.5")),
    ],
)
def test_constant_answers_know_nothing(competition: Competition, answers: tuple[str, ...]) -> None:
    assert constant_answers(competition) == answers
