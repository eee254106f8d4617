"""What every test may ask for: a clock that a test can predict."""

import pytest

from tests.logs import CountingClock


@pytest.fixture
def clock() -> CountingClock:
    return CountingClock()
