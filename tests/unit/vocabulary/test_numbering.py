"""A running number in a name is found wherever it stands."""

import pytest

from haste.vocabulary.numbering import number_in, readings


def test_a_name_is_read_by_each_of_its_numbers_the_last_one_first() -> None:
    assert list(readings("t1.5_ch2")) == [("t1.5_ch", "", 2.0), ("t", "_ch2", 1.5)]
    assert list(readings("age")) == []


@pytest.mark.parametrize(("name", "number"), [("v007", 7.0), ("v2.5", 2.5), ("v", None), ("vx", None), ("w7", None), ("v7a", None)])
def test_only_a_number_may_stand_between(name: str, number: float | None) -> None:
    assert number_in(name, "v", "") == number


def test_texts_around_may_not_overlap() -> None:
    assert number_in("a1a", "a1", "1a") is None
