"""What form the thing in an image has."""

import numpy as np
from scipy.ndimage import label

from haste.techniques.blueprint import Slot
from haste.techniques.picturing import shows_shapes
from haste.techniques.scaffold.joining import Block
from haste.techniques.scaffold.warping import marks, places
from haste.techniques.technique import Technique

DIRECTIONS: int = 24  # from the middle of the thing, in which its reach is measured


def outline_shapes(images: np.ndarray, images_test: np.ndarray) -> Block:
    """Size, place, length, lean, lopsidedness, edge, parts, holes and reach of what stands out from the ground."""
    return forms(images), forms(images_test)


def forms(images: np.ndarray) -> np.ndarray:
    """One row for each image; lengths are counted in roots of the area of the thing, but for its place."""
    return np.concatenate([few_forms(chunk) for chunk in np.array_split(images, len(images) // 500 + 1)])


def few_forms(images: np.ndarray) -> np.ndarray:
    """The same for so few images that several numbers for each pixel fit into memory."""
    weight = marks(images)
    thing = weight > 0.3 * weight.max(axis=(1, 2), keepdims=True)
    area = thing.sum(axis=(1, 2)).astype(float)
    down, right = places(images)
    place = (down + 1j * right) * np.ones_like(weight)
    middle = np.sum(place, axis=(1, 2), where=thing) / area
    place = (place - middle[:, None, None]) / np.sqrt(area)[:, None, None]
    far = np.where(thing, np.abs(place), 0)
    turned = [np.sum(place**turns * far**also, axis=(1, 2), where=thing) / area for turns, also in ((2, 0), (3, 0), (1, 2))]
    moments = [part for moment in turned for part in (np.abs(moment), moment.real, moment.imag)]
    spread = np.square(far).sum(axis=(1, 2)) / area
    reach = reaches(far, place)
    waves = np.abs(np.fft.rfft(reach, axis=1))[:, : DIRECTIONS // 3] / DIRECTIONS
    rim = edge(thing) / np.sqrt(area)
    return np.column_stack([thing.mean(axis=(1, 2)), middle.real, middle.imag, spread, *moments, rim, counts(thing), reach, waves])


def edge(thing: np.ndarray) -> np.ndarray:
    """How many pixels of the thing lie beside the ground."""
    around = np.pad(thing, ((0, 0), (1, 1), (1, 1)))
    inner = thing & around[:, 2:, 1:-1] & around[:, :-2, 1:-1] & around[:, 1:-1, 2:] & around[:, 1:-1, :-2]
    return np.asarray((thing & ~inner).sum(axis=(1, 2)))


def counts(thing: np.ndarray) -> np.ndarray:
    """Parts and holes of each thing, shape (rows, 2)."""
    return np.array([(label(one)[1], label(~np.pad(one, 1))[1] - 1) for one in thing], dtype=float).reshape(-1, 2)


def reaches(far: np.ndarray, place: np.ndarray) -> np.ndarray:
    """How far the thing reaches from its middle in each direction, shape (rows, directions)."""
    direction = ((np.angle(place) / (2 * np.pi) + 1) * DIRECTIONS).astype(int) % DIRECTIONS
    return np.column_stack([np.where(direction == one, far, 0).max(axis=(1, 2)) for one in range(DIRECTIONS)])


TECHNIQUE = Technique(
    slug="outline-shapes",
    title="the form of what stands out",
    domains=("image",),
    slot=Slot.FEATURES,
    joins=True,
    when="Each image shows one thing on an even ground: a leaf, a cell, a sign, a part.",
    when_not="Images show scenes, surfaces, or things cut off by the border.",
    condition=shows_shapes,
    function=outline_shapes,
)
