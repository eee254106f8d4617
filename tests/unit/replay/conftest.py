"""One whole sweep for all tests of this folder: it is only read."""

import pytest

from tests.unit.replay.seasons import Season, made_season


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Season:
    return made_season(tmp_path_factory.mktemp("season"))
