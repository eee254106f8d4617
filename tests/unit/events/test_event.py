"""An event knows the stream that it belongs to."""

import pytest

from haste.events.event import Event
from tests.logs import graded, round_finished


def test_a_fact_belongs_to_the_stream_of_what_it_is_about() -> None:
    assert round_finished(1).stream == "sweep-s"
    assert graded(0.5).stream == "run-r"


def test_an_event_about_nothing_has_no_stream() -> None:
    with pytest.raises(NotImplementedError):
        _ = Event().stream
