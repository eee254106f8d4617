"""The catalogue is whole, and each event in it keeps the house's form."""

import inspect
import re

import pytest

from haste.events import codec, run, skill, sweep
from haste.events.catalogue import CATALOGUE
from haste.events.event import Event

EVENTS = pytest.mark.parametrize("event", CATALOGUE, ids=lambda event: event.__name__)


def test_every_event_with_a_tag_stands_in_the_catalogue_once() -> None:
    defined = {
        kind
        for module in (run, skill, sweep)
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, Event) and kind.__struct_config__.tag is not None
    }

    assert set(CATALOGUE) == defined
    assert len(CATALOGUE) == len(defined)


def test_no_two_events_share_a_tag() -> None:
    assert len({codec.tag(event) for event in CATALOGUE}) == len(CATALOGUE)


@EVENTS
def test_a_tag_says_noun_verb_and_version_and_fits_the_class(event: type[Event]) -> None:
    matched = re.fullmatch(r"([a-z]+)\.([a-z_]+)\.v([1-9]\d*)", codec.tag(event))

    assert matched
    assert event.__module__ == f"haste.events.{matched[1]}"
    words = f"{matched[1]}_{matched[2]}".split("_")
    assert event.__name__ in ("".join(word.title() for word in words), "".join(word.title() for word in words[1:]))


@EVENTS
def test_an_event_is_frozen_and_takes_no_value_by_place(event: type[Event]) -> None:
    assert event.__struct_config__.frozen
    with pytest.raises(TypeError, match="positional"):
        event("x")


@EVENTS
def test_an_event_says_what_happened(event: type[Event]) -> None:
    assert (event.__doc__ or "").strip().endswith(".")
