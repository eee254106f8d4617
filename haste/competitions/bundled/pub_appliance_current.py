"""Which appliance was switched on? Classification of electric current, in series of unequal length."""

import pandas as pd

from haste.competitions.bundled.package import Read
from haste.competitions.bundled.recording import series_of
from haste.competitions.bundled.source import Bundled, Frames, shuffled

_APPLIANCES = (
    "air conditioner",
    "fluorescent lamp",
    "fan",
    "fridge",
    "hairdryer",
    "heater",
    "light bulb",
    "laptop",
    "microwave",
    "vacuum cleaner",
    "washing machine",
)


def frames(read: Read) -> Frames:
    """Training and test series as the archive has them."""
    parts = []
    for part in ("TRAIN", "TEST"):
        cases = series_of(read(f"sktime/datasets/data/PLAID/PLAID_{part}.ts").decode("utf-8-sig"))
        order = shuffled(len(cases), f"pub-appliance-current/{part}")
        rows = [("\n".join(["current", *values, ""]).encode("ascii"), _APPLIANCES[int(label)]) for values, label in (cases[place] for place in order)]
        parts.append(pd.DataFrame(rows, columns=["series", "appliance"]))
    return Frames(train=parts[0], test=parts[1])


COMPETITION = Bundled(
    id="pub-appliance-current",
    title="Appliances by their current",
    domain="signal",
    metric="macro_f1",
    target="appliance",
    signals="series",
    suffix=".csv",
    package="sktime",
    version="1.2.0",
    optional=True,
    source="the series `PLAID`, which it has from the UCR archive of time series",
    licence="The package sktime is under the 3-clause BSD licence; it does not state another one for these series.",
    citation="Gao J, Giri S, Kara EC, Berges M. PLAID: a public dataset of high-resolution electrical appliance measurements. BuildSys, 2014.",
    description="""\
Each file, `train/<id>.csv` or `test/<id>.csv`, has one column `current`: what an appliance in a household of Pittsburgh drew in the moments around
its start, sampled at a fixed rate. Files are of unequal length. Predict `appliance`, one of eleven kinds, some of which are rare.
""",
    digest="3686a78e442404d07b6b7a13a82251d920200e354a93acaa06c19af1ff9ede6b",
    frames=frames,
)
