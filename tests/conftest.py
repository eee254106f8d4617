"""What every test may ask for, and what none may leave behind: a clock that a test can predict, and a logger as it was."""

from collections.abc import Iterator

import pytest
import structlog

from tests.logs import CountingClock


@pytest.fixture
def clock() -> CountingClock:
    return CountingClock()


@pytest.fixture(autouse=True)
def _logger_as_it_was() -> Iterator[None]:
    """A command sets up the logger of its process, on a stream that ends with its test."""
    yield
    structlog.reset_defaults()
