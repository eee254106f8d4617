"""Brightness along both sides of the image."""

import numpy as np

from haste.techniques.blueprint import Blueprint, Slot
from haste.techniques.picturing import working_shape
from haste.techniques.scaffold.joining import Block
from haste.techniques.task import Task
from haste.techniques.technique import Technique


def brightness_profiles(images: np.ndarray, images_test: np.ndarray) -> Block:
    """Mean of each line and of each column of pixels, channel by channel."""
    return line_means(images), line_means(images_test)


def line_means(images: np.ndarray) -> np.ndarray:
    """Means over the width, then over the height, shape (rows, (height + width) * channels)."""
    return np.hstack([images.mean(axis=2).reshape(len(images), -1), images.mean(axis=1).reshape(len(images), -1)])


def _has_lines(task: Task, _blueprint: Blueprint) -> bool:
    return min(working_shape(task)[:2]) >= 4


TECHNIQUE = Technique(
    slug="brightness-profiles",
    title="brightness along both sides of the image",
    domains=("image",),
    slot=Slot.FEATURES,
    joins=True,
    when="Something stands upright in the middle, such as a letter, or a scene has layers.",
    when_not="Things lie anywhere and in any direction.",
    condition=_has_lines,
    function=brightness_profiles,
    level=True,
)
