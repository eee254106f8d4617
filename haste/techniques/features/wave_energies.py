"""How coarse and how directed the structure of an image is."""

import numpy as np

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import shows_shapes
from haste.techniques.scaffold.gridding import grey
from haste.techniques.scaffold.joining import Block
from haste.techniques.technique import Technique


def wave_energies(images: np.ndarray, images_test: np.ndarray) -> Block:
    """Logarithm of the energy of waves by their length and direction, wherever they are in the image."""
    return energies(images), energies(images_test)


def energies(images: np.ndarray) -> np.ndarray:
    """Means over six lengths times four directions of waves, shape (rows, 24)."""
    light = grey(images)
    spectrum = np.log(np.abs(np.fft.fft2(light - light.mean(axis=(1, 2), keepdims=True))) + 1e-3)
    down, right = np.meshgrid(np.fft.fftfreq(light.shape[1]), np.fft.fftfreq(light.shape[2]), indexing="ij")
    ring = np.minimum(np.hypot(down, right) * 12, 5).astype(int)
    ring[0, 0] = -1  # the mean, which was taken out
    sector = np.round(np.arctan2(down, right) % np.pi * 4 / np.pi).astype(int) % 4
    groups = [(ring == one) & (sector == other) for one in range(6) for other in range(4)]
    return np.column_stack([spectrum[:, group].mean(axis=1) if group.any() else np.zeros(len(images)) for group in groups])


TECHNIQUE = Technique(
    slug="wave-energies",
    title="energy of waves by length and direction",
    domains=("image",),
    slot=Slot.FEATURES,
    joins=True,
    when="Images are sharp or blurred, fine or coarse, striped or not.",
    when_not="Images are a few pixels wide, or the place of things is what counts.",
    condition=shows_shapes,
    function=wave_energies,
)
