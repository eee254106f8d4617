"""Values of the vocabulary are frozen, named at the call, and come back from their bytes."""

import importlib
import inspect
import pkgutil

import msgspec
import pytest

from haste import vocabulary
from haste.vocabulary.solution import Resources

MODULES = [importlib.import_module(f"{vocabulary.__name__}.{found.name}") for found in pkgutil.iter_modules(vocabulary.__path__)]
VALUES = [
    kind
    for module in MODULES
    for _, kind in inspect.getmembers(module, inspect.isclass)
    if issubclass(kind, msgspec.Struct) and kind.__module__ == module.__name__
]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_frozen_and_takes_nothing_by_place(value: type[msgspec.Struct]) -> None:
    assert value.__struct_config__.frozen
    with pytest.raises(TypeError, match="positional"):
        value(1)


def test_a_value_comes_back_from_its_bytes() -> None:
    value = Resources(cpus=2, memory_bytes=2**40, time_limit_s=0.5)

    assert msgspec.msgpack.decode(msgspec.msgpack.encode(value), type=Resources) == value
