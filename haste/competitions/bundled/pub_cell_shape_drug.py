"""Which drug was a cancer cell given, seen by its outline? Image classification from few examples."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from haste.competitions.bundled.package import Read
from haste.competitions.bundled.picture import png
from haste.competitions.bundled.source import Bundled, Frames, dealt

_FOLDER = "geomstats/datasets/data/cells"
_SIDE = 64  # pixels
_CENTRES = 45 * (2 * np.arange(_SIDE) - _SIDE + 1)  # of pixels: 360 units of an outline fill the picture, and 16 of these numbers are one unit


def frames(read: Read) -> Frames:
    """Cells, two in five of them for the test."""
    outlines = [np.array(text.split(), dtype=np.int64).reshape(-1, 2) for text in read(f"{_FOLDER}/cells.txt").decode("ascii").strip().split("\n\n")]
    treatments = read(f"{_FOLDER}/treatments.txt").decode("ascii").split()
    rows = pd.DataFrame({"image": [png(_filled(outline)) for outline in outlines], "treatment": treatments})
    return dealt(rows, test=260, name="pub-cell-shape-drug")


def _filled(outline: NDArray[np.int64]) -> NDArray[np.uint8]:
    """White where the outline runs round a pixel's centre an odd number of times; whole numbers alone, so that it is the same everywhere."""
    points = 16 * outline - 8 * (outline.min(axis=0) + outline.max(axis=0))
    (x, y), (x_next, y_next) = points.T[:, :, None], np.roll(points, -1, axis=0).T[:, :, None]
    inside = np.zeros((_SIDE, _SIDE), dtype=bool)
    for line, centre in zip(inside, _CENTRES, strict=True):
        crossing = ((y > centre) != (y_next > centre)).ravel()
        rise = (y_next - y)[crossing]
        ahead = ((x_next - x)[crossing] * (centre - y[crossing]) - (_CENTRES - x[crossing]) * rise) * np.sign(rise) > 0
        line[:] = ahead.sum(axis=0) % 2 == 1
    return inside.astype(np.uint8) * np.uint8(255)


COMPETITION = Bundled(
    id="pub-cell-shape-drug",
    title="Drugs that change the shape of cells",
    domain="image",
    metric="multiclass_log_loss",
    target="treatment",
    images="image",
    package="geomstats",
    version="2.8.0",
    lite=True,
    source="outlines of 650 cells, `cells.txt` and `treatments.txt`",
    licence="The package geomstats is under the MIT licence; it does not state another one for these files.",
    citation="Alizadeh E et al. TISMorph: a tool to quantify texture, irregularity and spreading of single cells. PLOS ONE 14, 2019.",
    description="""\
Each image is one bone cancer cell of a mouse, white on black: 64 x 64 pixels, all on one scale. Predict the probability of each `treatment`:
`jasp` and `cytd` are drugs that disturb the skeleton of the cell, jasplakinolide and cytochalasin D; `control` stands for none.
""",
    digest="310c6b6ab38b92fa4a64a8e4e94eab101d968966bd709f78d6603a916439a941",
    frames=frames,
)
