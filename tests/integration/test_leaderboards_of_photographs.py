"""Teams that restore images: filters see one image at a time, models learn what to add, and whole scenes are held out."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.leaderboards import of_photographs
from benchmarks.leaderboards.__main__ import _kind, _trainer
from benchmarks.leaderboards.league import Trainer
from benchmarks.leaderboards.pipeline import drawn
from benchmarks.leaderboards.restoring import FILTERS, mended, unstuck
from haste.competitions import folder
from haste.competitions.bundled import preparing
from tests.unit.competitions.restoring import BUNDLED, EACH, SIDE, TEST_SCENES


@pytest.fixture
def trainer(tmp_path: Path) -> Trainer:
    preparing.write(BUNDLED, tmp_path)
    competition = folder.load(tmp_path)
    found = _trainer(competition, 0)
    assert _kind(competition, found.away) is of_photographs
    return found


def test_stuck_pixels_and_rows_that_are_off_are_mended() -> None:
    clean = np.full((2, 20, 20), 100.0)
    spoiled = clean.copy()
    spoiled[0, 5, 7], spoiled[1, 11, 3] = 255, 0
    off = spoiled + 20.0 * (np.arange(20) == 9)[:, None] * (spoiled == 100)

    assert np.array_equal(unstuck(spoiled), clean)
    assert np.abs(mended(off) - 100)[:, 9].max() < 4 < np.abs(unstuck(off) - 100)[:, 9].max()


@pytest.mark.parametrize("name", FILTERS)
def test_every_filter_takes_noise_away_and_leaves_one_shade_as_it_is(name: str) -> None:
    flat = np.full((3, 16, 16), 90.0)
    noisy = flat + np.random.default_rng(0).normal(0, 20, flat.shape)

    assert FILTERS[name](flat) == pytest.approx(flat)
    restored = FILTERS[name](noisy)
    assert np.sqrt(((restored - 90) ** 2).mean()) < 19
    assert FILTERS[name](noisy[1:2]) == pytest.approx(restored[1:2])


def test_whole_scenes_are_held_out(trainer: Trainer) -> None:
    home = trainer.home

    assert not set(home.train["scene"]) & set(home.test["scene"])
    assert (len(home.train) + len(home.test), trainer.truth.shape) == (len(trainer.away.train), (len(home.test), SIDE * SIDE))


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")  # a network that stops early is a team that does badly
def test_every_kind_of_pipeline_restores_images(trainer: Trainer) -> None:
    side = trainer.away
    kinds = of_photographs.kinds(side)
    by_kind = {one.name.split(",")[0]: one for one in drawn(kinds, 56, np.random.default_rng(0))}

    said = [pipeline.predict(side) for pipeline in (*of_photographs.defaults(side), *of_photographs.strong(side)[-3:], *by_kind.values())]

    assert set(by_kind) == set(kinds)
    assert len({one.name for one in of_photographs.strong(side)}) == 9
    assert all(one.shape == (EACH * TEST_SCENES, SIDE * SIDE) and 0 <= one.min() <= one.max() <= 255 for one in said)
    assert min(trainer.run(pipeline).loss for pipeline in of_photographs.strong(side)[3:6]) < trainer.run(of_photographs.defaults(side)[0]).loss
