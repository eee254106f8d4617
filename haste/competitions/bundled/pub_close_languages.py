"""In which of many related languages is a short message written? Text classification."""

import re
from collections.abc import Iterator

import pandas as pd

from haste.competitions.bundled.package import Read
from haste.competitions.bundled.source import Bundled, Frames, shuffled

_PARTS = ("conf", *(f"contrib/{name}" for name in (
    "admin", "admindocs", "auth", "contenttypes", "flatpages", "gis", "humanize", "redirects", "sessions", "sites",
)))  # fmt: skip
_LANGUAGES = (
    "af", "ast", "be", "bg", "bs", "ca", "cs", "da", "es", "es_AR", "et", "fi", "fr", "fy", "gl", "hr",
    "id", "it", "mk", "ms", "nb", "nl", "nn", "pt", "pt_BR", "ro", "ru", "sk", "sl", "sr_Latn", "sv", "uk",
)  # fmt: skip
_STRING = r'((?:"[^\n]*"\n?)+)'  # a quoted string, over several lines
_MESSAGE, _TRANSLATION = re.compile(rf"^msgid {_STRING}", re.MULTILINE), re.compile(rf"^msgstr(?:\[0\])? {_STRING}", re.MULTILINE)
_MARKS = re.compile(r"%(?:\(\w+\))?\w|\{\w*\}|<[^>]+>|\\n")  # places to fill in, tags, ends of lines: the same in all languages
_ROWS = 4000  # of each part


def frames(read: Read) -> Frames:
    """Translations of one half of the English messages for training, of the other half for the test."""
    found = [row for part in _PARTS for language in _LANGUAGES for row in _translations(read, part, language)]
    rows = pd.DataFrame(found, columns=["message", "text", "language"]).drop_duplicates("text")
    messages = sorted(rows["message"].unique())
    tested = {messages[place] for place in shuffled(len(messages), "pub-close-languages/messages")[: len(messages) // 2]}
    test = rows["message"].isin(tested)
    return Frames(train=_some(rows[~test], "train"), test=_some(rows[test], "test"))


def _translations(read: Read, part: str, language: str) -> Iterator[tuple[str, str, str]]:
    """Messages of one part of Django with their translations into one language: those of middling length that differ from the message."""
    catalogue = read(f"django/{part}/locale/{language}/LC_MESSAGES/django.po").decode("utf-8")
    for entry in catalogue.split("\n\n"):
        message, translation = _string(_MESSAGE, entry), _string(_TRANSLATION, entry)
        text = _MARKS.sub(" ", translation).replace('\\"', '"').strip()
        if message and "fuzzy" not in entry and text != message and 8 <= len(text) <= 60:
            yield message, text, language


def _string(pattern: re.Pattern[str], entry: str) -> str:
    found = pattern.search(entry)
    return "".join(line[1:-1] for line in found.group(1).splitlines()) if found else ""


def _some(rows: pd.DataFrame, part: str) -> pd.DataFrame:
    chosen = shuffled(len(rows), f"pub-close-languages/{part}")[:_ROWS]
    return rows[["text", "language"]].iloc[chosen].reset_index(drop=True)


COMPETITION = Bundled(
    id="pub-close-languages",
    title="Languages that are close to one another",
    domain="text",
    metric="macro_f1",
    target="language",
    package="django",
    version="5.2.19",
    lite=True,
    source="its catalogues of translated messages",
    licence="The package is under the 3-clause BSD licence, and so are the catalogues, as each of them says.",
    citation="Django Software Foundation and its translators. Django 5.2. djangoproject.com.",
    description="""\
Each row is one message of a web framework in one of 32 languages, many of them close relatives. Predict `language`, its code. The messages of the
test are translations of other English messages than those of the training set.

- `text`: the message, without tags and places to fill in; a text that several languages share stands once, for one of them
""",
    digest="5338a3750afa9790ea2ab6160c35cdc304aef44ac8f1591a5ff9685ad864bfc4",
    frames=frames,
)
