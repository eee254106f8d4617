"""Of which tree is this leaf? Classification of outlines, as one series in numbered columns."""

import pandas as pd

from haste.competitions.bundled.package import Read
from haste.competitions.bundled.recording import series_of
from haste.competitions.bundled.source import Bundled, Frames, shuffled

_SPECIES = ("acer circinatum", "acer glabrum", "acer macrophyllum", "acer negundo", "quercus garryana", "quercus kelloggii")


def frames(read: Read) -> Frames:
    """Training and test outlines as the archive has them."""
    parts = []
    for part in ("TRAIN", "TEST"):
        cases = series_of(read(f"aeon/datasets/data/OSULeaf/OSULeaf_{part}.ts").decode("utf-8-sig"))
        order = shuffled(len(cases), f"pub-leaf-outline/{part}")
        table = pd.DataFrame([cases[place][0] for place in order], dtype=str)
        table.columns = pd.Index([f"r{place:03d}" for place in range(table.shape[1])])
        parts.append(table.assign(species=[_SPECIES[int(cases[place][1]) - 1] for place in order]))
    return Frames(train=parts[0], test=parts[1])


COMPETITION = Bundled(
    id="pub-leaf-outline",
    title="Species of leaves by their outline",
    domain="signal",
    metric="accuracy",
    target="species",
    package="aeon",
    version="1.6.0",
    lite=True,
    source="the series `OSULeaf`, which it has from the UCR archive of time series",
    licence="The package aeon is under the 3-clause BSD licence; it does not state another one for these series.",
    citation="Grandhi A. Content-based image retrieval: plant species identification. MSc thesis, Oregon State University, 2002.",
    description="""\
Each row is the outline of one leaf, followed once around: `r000` to `r426` are its distances from the centre, brought to mean 0 and spread 1. Where
the outline begins was not fixed. Predict `species`, one of four maples and two oaks.
""",
    digest="d2ed61a6ae4bb0a0ed2a6848d0e7aab9210d3ab03004820ddaeed2cf637055a9",
    frames=frames,
)
