"""The source of functions together with all that they call and import, so that it can stand in a file of its own."""

import ast
import sys
from collections.abc import Callable, Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec

_OWN = "haste."


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """One imported name."""

    module: str
    name: str = ""  # in the module; empty where the module itself is imported
    alias: str = ""


class Gathered(msgspec.Struct, frozen=True, kw_only=True):
    """Parts of a file, each in the order in which it stands there."""

    imports: tuple[str, ...]  # lines; an empty one between the standard library and the rest
    constants: tuple[str, ...]
    functions: tuple[str, ...]  # and classes


def gather(entries: Iterable[Callable[..., Any]], *, extra: Iterable[Import] = ()) -> Gathered:
    """Collect functions, what they call (before its caller), the constants they name, and the imports of all of it.

    Args:
        entries: Functions of this package.
        extra: Imports that the rest of the file needs.

    Raises:
        ValueError: Two modules define the same name.
    """
    walk = _Walk()
    for entry in entries:
        walk.visit(entry.__name__, entry.__module__)
    return Gathered(
        imports=_import_lines(walk.imports | set(extra)),
        constants=tuple(walk.constants.values()),
        functions=tuple(walk.functions.values()),
    )


class _Walk:
    """Follows names from function to function, each once."""

    def __init__(self) -> None:
        self.imports: set[Import] = set()
        self.constants: dict[str, str] = {}
        self.functions: dict[str, str] = {}
        self.modules: dict[str, str] = {}  # where each name was defined
        self.seen: set[tuple[str, str]] = set()

    def visit(self, name: str, module: str) -> None:
        """Take over whatever the name means in the module, and all that it needs; Python's own names mean nothing there."""
        if (module, name) in self.seen:
            return
        self.seen.add((module, name))
        imported = _imports(module).get(name)
        if imported is not None and imported.module.startswith(_OWN):
            self.visit(imported.name, imported.module)
        elif imported is not None:
            self.imports.add(imported)
        elif name in definitions(module):
            node = definitions(module)[name]
            for needed in _names(node):
                self.visit(needed, module)
            if self.modules.setdefault(name, module) != module:
                raise ValueError(f"{name} is defined in {self.modules[name]} and in {module}: one file cannot have both")
            kept = self.constants if isinstance(node, ast.AnnAssign) else self.functions
            kept[name] = _segment(_text(module), node)


def _segment(text: str, node: ast.stmt) -> str:
    """The text of a definition, decorators of a class included."""
    above = [f"@{ast.get_source_segment(text, decorator)}" for decorator in getattr(node, "decorator_list", ())]
    return "\n".join([*above, ast.get_source_segment(text, node) or ""])


@cache
def definitions(module: str) -> dict[str, ast.stmt]:
    """Functions, classes and annotated constants of a module by name; it is read, not imported."""
    found: dict[str, ast.stmt] = {}
    for node in ast.parse(_text(module)).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found[node.name] = node
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found[node.target.id] = node
    return found


@cache
def _text(module: str) -> str:
    spec = find_spec(module)
    assert spec is not None, module
    assert spec.origin is not None, module
    return Path(spec.origin).read_text(encoding="utf-8")


@cache
def _imports(module: str) -> dict[str, Import]:
    found = {}
    for node in ast.parse(_text(module)).body:
        if isinstance(node, ast.ImportFrom):
            found.update({a.asname or a.name: Import(module=node.module or "", name=a.name, alias=a.asname or "") for a in node.names})
        elif isinstance(node, ast.Import):
            found.update({a.asname or a.name: Import(module=a.name, alias=a.asname or "") for a in node.names})
    return found


def _names(node: ast.stmt) -> list[str]:
    return [inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Load)]


def _import_lines(imports: set[Import]) -> tuple[str, ...]:
    ours = sorted(imports, key=lambda one: one.module)
    groups = [[one for one in ours if (one.module.partition(".")[0] in sys.stdlib_module_names) is standard] for standard in (True, False)]
    lines = [_group_lines(group) for group in groups if group]
    return tuple(line for group in lines for line in (*group, ""))[:-1]


def _group_lines(group: list[Import]) -> list[str]:
    whole = [f"import {one.module} as {one.alias}" if one.alias else f"import {one.module}" for one in group if not one.name]
    modules = sorted({one.module for one in group if one.name})
    return [*whole, *(f"from {module} import {_members(group, module)}" for module in modules)]


def _members(group: list[Import], module: str) -> str:
    names = sorted((one.name for one in group if one.module == module and one.name), key=lambda name: (name[0].islower(), name))
    return ", ".join(names)
