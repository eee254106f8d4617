"""What the pages say is there, is there."""

import enum
import inspect
import re
from pathlib import Path

import pytest

from haste.vocabulary import scales
from tests.architecture.names import dotted_names, lookup
from tests.architecture.sources import FOLDERS, ROOT, text, text_files

PAGES = [path for path in text_files() if path.suffix == ".md"]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
FILE_NAME = re.compile(rf"`((?:{'|'.join(map(re.escape, FOLDERS))})/[\w./*-]*)`")


def test_a_link_to_a_file_leads_to_one() -> None:
    links = [(page, link) for page in PAGES for link in LINK.findall(text(page)) if "://" not in link]

    assert [f"{page}: {link}" for page, link in links if not (ROOT / page.parent / link).exists()] == []


def test_a_file_that_a_page_names_is_there() -> None:
    named = [(page, name) for page in PAGES for name in FILE_NAME.findall(text(page))]

    assert [f"{page}: {name}" for page, name in named if not any(ROOT.glob(name.rstrip("/")))] == []


@pytest.mark.parametrize("page", [Path("docs/architecture.md"), Path("docs/glossary.md")], ids=str)
def test_a_name_in_backticks_can_be_imported(page: Path) -> None:
    names = dotted_names(text(page))

    assert len(names) >= 10
    for name in names:
        lookup(name)


def test_the_glossary_explains_every_scale() -> None:
    classes = [kind for _, kind in inspect.getmembers(scales, inspect.isclass) if kind.__module__ == scales.__name__]
    there = {kind.__name__ for kind in classes if issubclass(kind, enum.Enum)}
    explained = {name.rpartition(".")[2] for name in dotted_names(text(Path("docs/glossary.md")))}

    assert there - explained == set()


def test_a_decision_page_has_its_four_parts_and_a_number_of_its_own() -> None:
    pages = [path for path in PAGES if path.parent == Path("docs/adr") and path.name != "template.md"]
    parts = re.findall(r"^## .*$", text(Path("docs/adr/template.md")), re.MULTILINE)

    assert [page.name for page in pages if re.findall(r"^## .*$", text(page), re.MULTILINE) != parts] == []
    assert len({page.name[:4] for page in pages}) == len(pages) > 0


def test_names_in_prose_are_found_and_wrong_ones_are_told() -> None:
    found = dotted_names("see `haste.ports.EventLog`, `replay` and `haste.ports.NoSuchThing()`, but not `hasten.x`")

    assert found == ["haste.ports.EventLog", "replay", "haste.ports.NoSuchThing"]
    with pytest.raises(LookupError, match="NoSuchThing"):
        lookup(found[-1])
