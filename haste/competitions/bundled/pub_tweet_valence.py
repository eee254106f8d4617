"""How glad or sad does a short message sound? Text regression; its package has the data in its source distribution only."""

import tarfile
from io import BytesIO

import pandas as pd

from haste.competitions.bundled.package import Read
from haste.competitions.bundled.source import Bundled, Frames, dealt


def frames(read: Read) -> Frames:
    """Messages, each text once, two in five of them for the test."""
    with tarfile.open(fileobj=BytesIO(read("additional_resources/hutto_ICWSM_2014.tar.gz"))) as archive:
        file = archive.extractfile("hutto_ICWSM_2014/tweets_GroundTruth.txt")
        lines = file.read().decode("utf-8", "replace").splitlines() if file else []
    rows = pd.DataFrame([line.split("\t")[1:] for line in lines if line], columns=["valence", "text"])
    rows = rows.assign(valence=rows["valence"].astype(float))[["text", "valence"]]
    return dealt(rows.drop_duplicates("text"), test=1680, name="pub-tweet-valence")


COMPETITION = Bundled(
    id="pub-tweet-valence",
    title="How glad a message sounds",
    domain="text",
    metric="rmse",
    target="valence",
    package="vaderSentiment",
    version="3.3.2",
    sdist=True,
    optional=True,
    source="its file `tweets_GroundTruth.txt`",
    licence="The package vaderSentiment is under the MIT licence; it does not state another one for this file.",
    citation="Hutto CJ, Gilbert E. VADER: a parsimonious rule-based model for sentiment analysis of social media text. ICWSM, 2014.",
    description="""\
Each row is one short message of Twitter. Predict `valence`, from -4 (very sad or angry) to 4 (very glad): the mean of what twenty people said of it.

- `text`: the message
""",
    digest="8ac534b2da4c15b7194e44d1dbd1fb76e793a19c720df9da60d16ca18e3f8994",
    frames=frames,
)
