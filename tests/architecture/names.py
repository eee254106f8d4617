"""Names in prose: finds the dotted ones of this project, and looks up what they stand for."""

import pkgutil
import re

NAME = re.compile(r"`((?:haste|replay)(?:\.\w+)*)(?:\(\))?`")


def dotted_names(prose: str) -> list[str]:
    """Names like `haste.ports.EventLog` in backticks, in order."""
    return NAME.findall(prose)


def lookup(name: str) -> object:
    """Return the module, class or function of that dotted name.

    Raises:
        LookupError: There is none.
    """
    try:
        return pkgutil.resolve_name(name)
    except (ImportError, AttributeError) as error:
        message = f"{name}: {error}"
        raise LookupError(message) from error
