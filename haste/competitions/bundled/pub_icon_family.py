"""By whom was an icon drawn? Image classification by style."""

from collections.abc import Iterator

import pandas as pd

from haste.competitions.bundled.package import Read
from haste.competitions.bundled.picture import png
from haste.competitions.bundled.source import Bundled, Frames, dealt, shuffled
from haste.competitions.bundled.truetype import Points, drawn, glyphs, outlines_of

_FONTS = {
    "codicon": "codicon-0.0.36",
    "elusive": "elusiveicons-webfont-2.0",
    "font_awesome": "fontawesome5-solid-webfont-5.15.4",
    "material": "materialdesignicons6-webfont-6.9.96",
    "phosphor": "phosphor-1.3.0",
    "remix": "remixicon-2.5.0",
}
_SIDE, _MARGIN = 32, 2  # pixels
_EACH = 600  # icons of a family at most


def frames(read: Read) -> Frames:
    """Icons of six families, each image once, two in five of them for the test."""
    rows = pd.DataFrame(
        [(png(drawn(outlines, side=_SIDE, margin=_MARGIN)), family) for family, font in _FONTS.items() for outlines in _some(read, font)],
        columns=["image", "family"],
    ).drop_duplicates("image", keep=False)
    return dealt(rows, test=len(rows) * 2 // 5, name="pub-icon-family")


def _some(read: Read, name: str) -> Iterator[list[Points]]:
    """Outlines of some of its icons."""
    font = read(f"qtawesome/fonts/{name}.ttf")
    found = glyphs(font)
    return (outlines_of(font, found[place]) for place in shuffled(len(found), f"pub-icon-family/{name}")[:_EACH])


COMPETITION = Bundled(
    id="pub-icon-family",
    title="Families of icons",
    domain="image",
    metric="multiclass_log_loss",
    target="family",
    images="image",
    package="qtawesome",
    version="1.4.2",
    source="outlines of six of its fonts: Codicons, Elusive, Font Awesome 5 solid, Material Design Icons 6, Phosphor and Remix",
    licence="The package qtawesome is under the MIT licence; as it says, Font Awesome and Elusive are under the SIL Open Font License, "
    "Phosphor is under MIT, Material Design Icons and Remix are under Apache 2.0, Codicons under CC BY 4.0.",
    citation="The Spyder development team. QtAwesome. Python package; the fonts are by their own authors.",
    description="""\
Each image is one icon, light on dark: 32 x 32 pixels, grey, as large as fits. Predict the probability of each `family` that it may
belong to: codicon, elusive, font_awesome, material, phosphor or remix. The same things are drawn in several families: what tells them apart is how.
""",
    digest="775e16e9849c709b7255fbea6dba05beea35f3f964d1bd1f510e6edbcc42009f",
    frames=frames,
)
