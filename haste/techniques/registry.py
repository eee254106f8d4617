"""Finds techniques by name: a file below this package that defines `TECHNIQUE` is one."""

import pkgutil
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from haste import techniques
from haste.errors import UseError
from haste.techniques.technique import Technique
from haste.vocabulary.ids import slug as checked

_NETWORKS = f"{techniques.__name__}.networks."  # what these files import takes seconds to load


@cache
def every() -> dict[str, Technique]:
    """All techniques by slug, sorted, but for those whose libraries are not installed or do not load on this machine.

    Raises:
        UseError: A file's name is not its technique's slug, or two files define the same one.
    """
    found: dict[str, Technique] = {}
    for module in pkgutil.walk_packages(techniques.__path__, prefix=f"{techniques.__name__}."):
        technique = None if module.name.startswith(_NETWORKS) else getattr(_imported(module.name), "TECHNIQUE", None)
        if isinstance(technique, Technique):
            _check(technique, module=module.name, taken=technique.slug in found)
            found[technique.slug] = technique
    return {slug: technique for slug, technique in sorted(found.items()) if all(map(find_spec, technique.needs))}


def known(domain: str) -> tuple[str, ...]:
    """Slugs of the techniques of one domain, sorted."""
    return tuple(slug for slug, technique in every().items() if domain in technique.domains)


def find(slug: str) -> Technique:
    """The technique of that name.

    Raises:
        UseError: There is none.
    """
    try:
        return every()[slug]
    except KeyError as error:
        raise UseError(
            expected=f"one of {', '.join(every())}",
            found=repr(slug),
            where="name of a technique",
            next_step="Correct the name, or add a file for it (docs/adding/technique.md).",
        ) from error


def _imported(name: str) -> ModuleType | None:
    """The module; None where a library that it needs is not installed, or lacks a library of the system."""
    try:
        return import_module(name)
    except ImportError as error:
        if (error.name or "").partition(".")[0] == "haste":
            raise
        return None
    except OSError:  # LightGBM finds no libgomp.so.1 on slim machines
        return None


def _check(technique: Technique, *, module: str, taken: bool) -> None:
    expected = checked(technique.slug, what="technique").replace("-", "_")
    if taken or module.rpartition(".")[2] != expected:
        raise UseError(
            expected=f"one file named {expected}.py",
            found="a second definition" if taken else module,
            where=f"technique {technique.slug!r}",
            next_step="Give the file its technique's name, with '_' for '-'.",
        )
