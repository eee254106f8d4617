"""Pages of small sweeps, and a reader that looks at one as a browser does."""

from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

from haste.events.event import Event
from haste.ports import BlobStore, EventLog
from haste.report.document import document
from haste.report.html.figures import NOTHING
from haste.report.html.page import page
from haste.store.blobs import MemoryBlobs
from haste.vocabulary.ids import SweepId
from tests.builders import SWEEP, log_of

_VOID = {"meta", "br", "link", "img", "input", "hr"}


class Reader(HTMLParser):
    """What stands in a page: its text with plain dashes, tags and attributes; and whether each tag is closed where it should be."""

    def __init__(self, said: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(said)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self._open[-1:]:
            self.text = " ".join((self.text + data.replace(NOTHING, "-")).split()) + " "

    def named(self, tag: str, name: str = "") -> list[dict[str, str]]:
        """Attributes of all tags of that name, and of that class where one is given."""
        return [found for kind, found in self.tags if kind == tag and (not name or name in found.get("class", "").split())]


def page_of(log: EventLog, blobs: BlobStore, folder: Path, *, sweep: SweepId = SWEEP, held: bool = False) -> str:
    """The page of a sweep of a log."""
    shown = document(log, blobs, sweep, log_spec="sqlite:/x", held=held, submissions=folder)
    return page(log, blobs, shown)


def read_page(folder: Path, *events: Event, held: bool = False, blobs: MemoryBlobs | None = None) -> Reader:
    """The page of a sweep with these events, read."""
    return Reader(page_of(log_of(*events), blobs or MemoryBlobs(), folder, held=held))
