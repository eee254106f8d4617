"""Names of a fold's rows: their own where those tell nothing, else names like those of the real test set."""

from collections.abc import Sequence

import pytest

from haste.evaluation import identities
from haste.vocabulary.competition import Competition
from tests.unit.evaluation.examples import labelled, regression, table


def named(train_ids: Sequence[object], test_ids: Sequence[object], competition: Competition | None = None) -> list[str]:
    labels = ["no", "yes"] * len(train_ids)
    train = table(id=train_ids, y=labels[: len(train_ids)])
    return list(identities.names_of(train.iloc[:3], train, table(id=test_ids), competition or regression()))


def test_numbers_that_lie_among_those_of_the_test_set_are_kept() -> None:
    assert named(range(0, 40, 2), range(1, 41, 2)) == ["0", "2", "4"]


def test_texts_of_one_form_are_kept() -> None:
    assert named(["img_01", "img_03", "img_05"], ["img_02", "img_04"]) == ["img_01", "img_03", "img_05"]


@pytest.mark.parametrize(
    ("train_ids", "test_ids", "why"),
    [
        (range(10), range(10, 20), "a range of their own would tell where a row stood"),
        (range(10), range(9, -1, -1), "train and test are numbered alike"),
        (["a1", "a1", "a3"], ["a2", "a4", "a6"], "an id is used twice"),
        (["train_1", "train_2", "train_3"], ["test_1", "test_2", "test_3"], "another form"),
        (["a1", "a2", "a3"], [1, 2, 3], "another kind"),
        ([1, 2, 3], ["a1", "a2", "a3"], "another kind"),
    ],
)
def test_all_others_are_replaced_by_ids_of_the_test_set(train_ids: Sequence[object], test_ids: Sequence[object], why: str) -> None:
    assert named(train_ids, test_ids) == [str(name) for name in test_ids][:3], why


def test_ids_that_name_their_class_are_replaced() -> None:
    assert named(["no_01", "yes_1", "no_02"], ["no_09", "yes_8", "no_07"], labelled()) == ["no_09", "yes_8", "no_07"]


def test_numbers_go_on_where_the_test_set_ends() -> None:
    assert named(range(10), [30, 31]) == ["30", "31", "32"]


def test_texts_go_on_with_a_number_behind_them() -> None:
    assert named(range(10), ["b"]) == ["b", "b-2", "b-3"]
