"""Every error says four things, survives a process border, and stands in the tree of the docstring."""

import inspect
import pickle
import re

import pytest

from haste import errors
from haste.errors import ExpectedVersionError, HasteError, ReplayMismatchError, ReplyError, SlugError, SubmissionError

SPECIAL = {
    ExpectedVersionError: ExpectedVersionError(stream="run-a", expected="3", found=5),
    ReplayMismatchError: ReplayMismatchError(position=41, expected="one", found="two", where="skill x", next_step="Look at it."),
    ReplyError: ReplyError(reason="prose", expected="JSON", found="prose", where="reply", next_step="Answer in JSON."),
    SlugError: SlugError(what="domain", found="No Slug"),
    SubmissionError: SubmissionError(reason="too_large", expected="1 byte", found="2", where="submission", next_step="Write less."),
}
KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, HasteError)]


def example(kind: type[HasteError]) -> HasteError:
    return SPECIAL.get(kind) or kind(expected="one", found="two", where="here", next_step="Take one.")


def drawn() -> dict[str, str]:
    """Parent of each class, by the tree in the docstring."""
    above: list[str] = []
    parents: dict[str, str] = {}
    for line in (inspect.getdoc(errors) or "").splitlines():
        if name := re.search(r"\w+Error", line):
            depth = len(re.match(r"[\s│├└─]*", line)[0]) // 4  # type: ignore[index]  # it matches the empty text too
            del above[depth:]
            parents[name[0]] = above[-1] if above else "Exception"
            above.append(name[0])
    return parents


def test_the_tree_in_the_docstring_is_the_tree_of_the_classes() -> None:
    assert drawn() == {kind.__name__: kind.__bases__[0].__name__ for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_says_expected_found_where_and_next_step(kind: type[HasteError]) -> None:
    error = example(kind)

    assert str(error) == f"{error.where}: expected {error.expected}, found {error.found}. {error.next_step}"
    assert error.next_step.endswith(".")


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_keeps_its_parts_in_another_process(kind: type[HasteError]) -> None:
    error = example(kind)

    back = pickle.loads(pickle.dumps(error))  # noqa: S301 - bytes of this very test

    assert type(back) is kind
    assert str(back) == str(error)
    assert vars(back) == vars(error)


def test_a_version_conflict_tells_both_versions() -> None:
    error = SPECIAL[ExpectedVersionError]

    assert str(error).startswith("stream 'run-a': expected version 3, found version 5.")
    assert (vars(error)["stream"], vars(error)["version"]) == ("run-a", 5)
