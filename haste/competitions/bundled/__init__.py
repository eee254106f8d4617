"""Real data that lie in pip packages: one file each, found by its name, and suites of them.

In: the id of a competition. Out: a description of it, from which `preparing` makes a folder. No data are shipped with HASTE.
"""

import functools
import importlib
import pkgutil
from collections.abc import Mapping
from types import MappingProxyType

from haste.competitions.bundled.source import Bundled

_TOUR = ("pub-credit-status", "pub-delivery-time", "pub-food-reviews", "pub-artwork-year", "pub-mnist-few", "pub-land-cover")
_QUICK: dict[str, tuple[str, ...]] = {
    "tour": _TOUR,
    "tour-two": ("pub-delivery-time", "pub-food-reviews"),  # a table and a text: the shortest way through everything
    "dozen": (  # what the first proof of transfer is shown on: quick ones, several of each domain
        *_TOUR,
        "pub-check-times",
        "pub-developer-salary",
        "pub-desert-rodents",
        "pub-retweets",
        "pub-close-languages",
        "pub-cell-shape-drug",
    ),
}


@functools.cache
def suites() -> Mapping[str, tuple[str, ...]]:
    """Ids of the competitions of each suite: quick ones in the order they are shown, `lite` as its competitions say, and all in `full`."""
    return MappingProxyType({**_QUICK, "lite": tuple(name for name in ids() if find(name).lite), "full": ids()})


def ids() -> tuple[str, ...]:
    """Ids of all bundled competitions: `pub_food_reviews.py` is pub-food-reviews."""
    return tuple(sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(__path__) if module.name.startswith("pub_")))


def find(name: str) -> Bundled:
    """The bundled competition of that id, which must be one of `ids()`."""
    found: Bundled = importlib.import_module(f"{__name__}.{name.replace('-', '_')}").COMPETITION
    return found
