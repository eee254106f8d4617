"""What every test may ask for, and what none may leave behind: a clock that a test can predict, and a logger as it was."""

from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, settings

from tests.logs import CountingClock

settings.register_profile("a machine that others use too", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("a machine that others use too")


@pytest.fixture
def clock() -> CountingClock:
    return CountingClock()


@pytest.fixture(autouse=True)
def _logger_as_it_was() -> Iterator[None]:
    """A command sets up the logger of its process, on a stream that ends with its test."""
    yield
    structlog.reset_defaults()
