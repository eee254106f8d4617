"""Functions of files whose libraries take seconds to load: known by name and parameters, and loaded when they are called."""

import ast
import inspect
from importlib import import_module
from typing import Any

from haste.techniques.source import definitions

NEEDS = ("torch", "pytorch_lightning")  # of every network
_NETWORKS = "haste.techniques.networks"


class Unloaded:
    """Stands for a function: whoever writes a solution needs its name, its parameters and its source, and never calls it."""

    def __init__(self, module: str, name: str) -> None:
        self.__module__ = f"{_NETWORKS}.{module}"
        self.__name__ = name

    @property
    def __signature__(self) -> inspect.Signature:
        """What it asks for, as it stands in the file."""
        node = definitions(self.__module__)[self.__name__]
        assert isinstance(node, ast.FunctionDef)
        kinds = inspect.Parameter
        asked = [kinds(one.arg, kinds.POSITIONAL_OR_KEYWORD) for one in node.args.args]
        asked += [kinds(one.arg, kinds.KEYWORD_ONLY) for one in node.args.kwonlyargs]
        if node.args.kwarg:
            asked.append(kinds(node.args.kwarg.arg, kinds.VAR_KEYWORD))
        return inspect.Signature(asked)

    def __call__(self, *given: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
        """Load the file and do what it says."""
        return getattr(import_module(self.__module__), self.__name__)(*given, **named)
