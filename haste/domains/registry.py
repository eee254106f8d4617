"""Finds domains by name: a file of this package that defines `DOMAIN` is one."""

import pkgutil
from functools import cache
from importlib import import_module

from haste import domains
from haste.domains.domain import Domain
from haste.errors import UseError
from haste.vocabulary.ids import slug as checked


@cache
def every() -> dict[str, Domain]:
    """All domains by slug, sorted.

    Raises:
        UseError: A file's name is not its domain's slug.
    """
    found = {}
    for module in pkgutil.iter_modules(domains.__path__):
        domain = getattr(import_module(f"{domains.__name__}.{module.name}"), "DOMAIN", None)
        if isinstance(domain, Domain):
            _check(domain, module=module.name)
            found[domain.slug] = domain
    return dict(sorted(found.items()))


def known() -> tuple[str, ...]:
    """Slugs of all domains, sorted."""
    return tuple(every())


def find(slug: str) -> Domain:
    """The domain of that name.

    Raises:
        UseError: There is none.
    """
    try:
        return every()[slug]
    except KeyError as error:
        raise UseError(
            expected=f"one of {', '.join(known())}",
            found=repr(slug),
            where="name of a domain",
            next_step="Correct the name, or add a file for it (docs/adding/domain.md).",
        ) from error


def _check(domain: Domain, *, module: str) -> None:
    expected = checked(domain.slug, what="domain").replace("-", "_")
    if module != expected:
        raise UseError(
            expected=f"a file named {expected}.py",
            found=f"{module}.py",
            where=f"domain {domain.slug!r}",
            next_step="Give the file its domain's name, with '_' for '-'.",
        )
