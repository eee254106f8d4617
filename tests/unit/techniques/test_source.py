"""Functions are collected with all that they need."""

import ast
import importlib
from pathlib import Path

import pytest

from haste.techniques import registry
from haste.techniques.features.text_topics import text_topics
from haste.techniques.layout import call, enclosed, listing, literal, one_line
from haste.techniques.models.linear_svm import linear_svm
from haste.techniques.source import Import, gather


def test_a_function_brings_what_it_calls_before_itself() -> None:
    gathered = gather([text_topics])

    names = [part.split("(")[0].removeprefix("def ") for part in gathered.functions]

    assert names == ["as_texts", "word_tfidf", "text_topics"]


def test_a_function_that_two_others_need_comes_once() -> None:
    assert gather([text_topics, text_topics]).functions == gather([text_topics]).functions


def test_a_name_has_one_meaning_in_whatever_techniques_a_solution_takes_together() -> None:
    techniques = [registry.find(slug) for slug in registry.every()]
    entries = [one for found in techniques for one in (found.function, found.regress, found.classify) if one is not None]

    assert gather(entries).functions  # it raises where two files of the house define the same name


def test_two_meanings_of_a_name_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    places = []
    for module in ("said_here", "said_there"):
        (tmp_path / f"{module}.py").write_text(f'def same() -> str:\n    return "{module}"\n', encoding="utf-8")
        places.append(importlib.import_module(module).same)

    with pytest.raises(ValueError, match="same is defined in said_here and in said_there"):
        gather(places)


def test_imports_are_those_of_the_functions_and_no_more() -> None:
    gathered = gather([linear_svm], extra=[Import(module="os")])

    assert gathered.imports == (
        "import os",
        "from typing import TypeAlias",
        "",
        "import numpy as np",
        "from scipy import sparse",
        "from scipy.special import softmax",
        "from sklearn.svm import LinearSVC",
    )
    assert gathered.constants == ("Matrix: TypeAlias = np.ndarray | sparse.csr_matrix",)


def test_nothing_of_the_house_is_imported_by_a_solution() -> None:
    gathered = gather([text_topics])

    assert not [line for line in gathered.imports if "haste" in line]


def test_strings_are_written_so_that_they_read_back() -> None:
    for text in ("plain", "it's", 'say "yes"', "both ' and \"", "back\\slash", "line\nbreak", "\U0001f600", "\u2028"):
        assert ast.literal_eval(literal(text)) == text


def test_long_calls_and_lists_are_broken_one_part_a_line() -> None:
    parts = [f"argument_{number}" for number in range(12)]

    assert call("f", parts[:2], indent=4) == "f(argument_0, argument_1)"
    assert call("f", parts, indent=4).splitlines()[1] == "        argument_0,"
    assert listing("NAMES", parts[:1]) == 'NAMES = ["argument_0"]'
    assert enclosed("[", parts[:1], "]", indent=0, used=1000) == "[\n    argument_0,\n]"


def test_a_name_from_outside_cannot_end_the_docstring() -> None:
    assert one_line('Cats """\nimport os\\') == "Cats import os"
