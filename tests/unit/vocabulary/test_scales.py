"""Closed sets of words."""

import enum
import inspect

import pytest

from haste.vocabulary import scales
from haste.vocabulary.ids import slug
from haste.vocabulary.scales import Direction, Sign

SCALES = [kind for _, kind in inspect.getmembers(scales, inspect.isclass) if issubclass(kind, enum.Enum) and kind.__module__ == scales.__name__]


def test_the_sign_of_a_direction_makes_higher_better() -> None:
    assert Direction.MAXIMIZE.sign * 0.9 > Direction.MAXIMIZE.sign * 0.8
    assert Direction.MINIMIZE.sign * 0.1 > Direction.MINIMIZE.sign * 0.2


def test_the_factor_of_a_sign_turns_harm_into_gain() -> None:
    assert Sign.HELPS.factor * 0.4 == Sign.HARMS.factor * -0.4 == 0.4


@pytest.mark.parametrize("scale", SCALES)
def test_a_word_is_its_own_name_in_lower_case(scale: type[enum.StrEnum]) -> None:
    assert [word.value.replace("-", "_") for word in scale] == [word.name.lower() for word in scale]
    assert [slug(word.value, what="word") for word in scale] == [word.value for word in scale]
