"""Bicycles rented hour by hour, the last days of each month to be filled in: forecasting."""

from io import BytesIO

import pandas as pd

from haste.competitions.bundled.package import Read
from haste.competitions.bundled.source import Bundled, Frames, parted

_DAYS_KNOWN = 20  # of each month


def frames(read: Read) -> Frames:
    """Hours of one year with their weather; what casual and registered riders rented apart is left out, since it adds up to the answer."""
    table = pd.read_csv(BytesIO(read("ISLP/data/Bikeshare.csv")))
    day = pd.Timestamp("2011-01-01") + pd.to_timedelta(table["day"] - 1, "D")
    at = day + pd.to_timedelta(table["hr"].astype(int), "h")
    rows = table[["season", "holiday", "workingday", "weathersit", "temp", "atemp", "hum", "windspeed", "bikers"]]
    rows.insert(0, "datetime", at.dt.strftime("%Y-%m-%d %H:%M"))
    return parted(rows, at.dt.day > _DAYS_KNOWN, name="pub-bike-rentals")


COMPETITION = Bundled(
    id="pub-bike-rentals",
    title="Bicycles rented by the hour",
    domain="forecasting",
    metric="rmsle",
    target="bikers",
    package="islp",
    version="0.6.0",
    lite=True,
    source="table `Bikeshare` of ISLP",
    licence="The package ISLP is under a BSD licence; it does not state the licence of this table.",
    citation="Fanaee-T H, Gama J. Event labeling combining ensemble detectors and background knowledge. Progress in Artificial Intelligence 2, 2014.",
    description="""\
Each row is one hour of the year 2011 in Washington, D.C.; a few hours are missing. Days 1 to 20 of each month are known, the days after the 20th are
asked for. Predict `bikers`, the bicycles that were rented in that hour.

- `datetime`: when the hour began
- `season`: 1 winter, 2 spring, 3 summer, 4 autumn
- `holiday`, `workingday`: whether the day is one, 1 or 0
- `weathersit`: the weather in words
- `temp`, `atemp`, `hum`, `windspeed`: temperature, felt temperature, humidity and speed of the wind, each scaled to 0 ... 1
""",
    digest="77c7d3a2ed69ef43329bd766e15caefbd131f5ecc63c1ed240cd2e9f2e0e5781",
    frames=frames,
)
