"""Follows the tables through a solution's source: which rows and columns they still hold when a model is fitted on them.

Only what is written plainly is followed: a table that is read from a file, copied, joined, or loses columns by name. As soon as rows or columns are
chosen in another way it is no longer followed, so that what is reported was seen and not guessed.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from haste.vocabulary.scales import Suspect

_READERS = frozenset({"read_csv", "read_table", "read_parquet", "read_excel", "read_feather", "scan_csv"})
_KEEPS = frozenset({"copy", "fillna", "reset_index", "sample", "dropna", "astype", "replace", "clip", "sort_values", "to_numpy", "infer_objects"})
_SPLITS = frozenset({"train_test_split", "cross_val_score", "cross_val_predict", "cross_validate", "split"})
_FITS = frozenset({"fit", "fit_transform"})


@dataclass(frozen=True, kw_only=True)
class Table:
    """What is known of a table: from which files its rows come, and which columns it lost."""

    files: frozenset[str]
    lost: frozenset[str] = frozenset()


@dataclass(kw_only=True)
class Scope:
    """What the names of a piece of code stand for, as far as it was read."""

    tables: dict[str, Table] = field(default_factory=dict)
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)  # names of columns, one or several
    fitted: set[str] = field(default_factory=set)  # names that hold what something was fitted on and changed

    def inner(self) -> "Scope":
        """The scope of a function: it sees what stands outside, and changes nothing of it."""
        return Scope(tables=dict(self.tables), words=dict(self.words), fitted=set(self.fitted))


def suspects(tree: ast.Module, *, target: Sequence[str], id_column: str) -> set[Suspect]:
    """What looks wrong about how tables are used."""
    found: set[Suspect] = set()
    outside = Scope()
    functions = _read(tree.body, outside, found, target, id_column)
    while functions:
        function = functions.pop()
        functions += _read(function.body, outside.inner(), found, target, id_column)
    return found


def _read(body: Sequence[ast.stmt], scope: Scope, found: set[Suspect], target: Sequence[str], id_column: str) -> list[ast.FunctionDef]:
    """Read statements in order; functions come back, to be read after what stands around them."""
    functions: list[ast.FunctionDef] = []
    for statement in body:
        if isinstance(statement, ast.FunctionDef):
            functions.append(statement)
            continue
        for call in _calls(statement):
            found |= _of_call(call, scope, target, id_column)
            _loses(call, scope)
        if isinstance(statement, ast.Assign):
            for name in statement.targets:
                _assign(name, statement.value, scope)
        if isinstance(statement, ast.Delete):
            for deleted in statement.targets:
                _delete(deleted, scope)
        for inner in _bodies(statement):
            functions += _read(inner, scope, found, target, id_column)
    return functions


def _of_call(call: ast.Call, scope: Scope, target: Sequence[str], id_column: str) -> set[Suspect]:
    method = _method(call)
    if method in _SPLITS and any(isinstance(argument, ast.Name) and argument.id in scope.fitted for argument in call.args):
        return {Suspect.FIT_BEFORE_SPLIT}
    supervised = method in _FITS and (len(call.args) > 1 or any(keyword.arg == "y" for keyword in call.keywords))
    table = _table(call.args[0], scope) if supervised and call.args else None
    if table is None:
        return set()
    found = {Suspect.TEST_ROWS_IN_TRAIN} if table.files == {"train", "test"} else set()
    if "train" in table.files:
        found |= {Suspect.TARGET_IN_FEATURES} if set(target) - table.lost else set()
        found |= {Suspect.ID_IN_FEATURES} if id_column not in table.lost else set()
    return found


def _assign(name: ast.expr, value: ast.expr, scope: Scope) -> None:
    if isinstance(name, ast.Tuple) and isinstance(value, ast.Tuple) and len(name.elts) == len(value.elts):
        for each, given in zip(name.elts, value.elts, strict=True):
            _assign(each, given, scope)
        return
    for each in name.elts if isinstance(name, ast.Tuple) else [name]:
        if isinstance(each, ast.Name):
            _forget(each.id, scope)
    if not isinstance(name, ast.Name):
        return
    if (table := _table(value, scope)) is not None:
        scope.tables[name.id] = table
    if words := _words(value, scope.words):
        scope.words[name.id] = words
    if isinstance(value, ast.Call) and _method(value) == "fit_transform":
        scope.fitted.add(name.id)


def _forget(name: str, scope: Scope) -> None:
    scope.tables.pop(name, None)
    scope.words.pop(name, None)
    scope.fitted.discard(name)


def _delete(deleted: ast.expr, scope: Scope) -> None:
    if isinstance(deleted, ast.Subscript) and isinstance(deleted.value, ast.Name):
        _lose(deleted.value.id, _words(deleted.slice, scope.words), scope)


def _loses(call: ast.Call, scope: Scope) -> None:
    """`pop` takes a column out of a table, and so does `drop` in place."""
    if not isinstance(call.func, ast.Attribute) or not isinstance(call.func.value, ast.Name):
        return
    in_place = any(keyword.arg == "inplace" for keyword in call.keywords)
    if call.func.attr == "pop" and call.args:
        _lose(call.func.value.id, _words(call.args[0], scope.words), scope)
    elif call.func.attr == "drop" and in_place:
        _lose(call.func.value.id, _dropped(call, scope.words), scope)


def _lose(name: str, columns: tuple[str, ...], scope: Scope) -> None:
    if name in scope.tables and columns:
        scope.tables[name] = replace(scope.tables[name], lost=scope.tables[name].lost | set(columns))
    else:
        scope.tables.pop(name, None)


def _table(value: ast.expr, scope: Scope) -> Table | None:
    """The table that an expression gives; None where it is not followed."""
    if isinstance(value, ast.Name):
        return scope.tables.get(value.id)
    if isinstance(value, ast.Attribute) and value.attr == "values":
        return _table(value.value, scope)
    return _of_expression(value, scope) if isinstance(value, ast.Call) else None


def _of_expression(value: ast.Call, scope: Scope) -> Table | None:
    method = _method(value)
    if method in _READERS:
        return _of_file(value)
    if method == "concat" and value.args and isinstance(value.args[0], ast.List | ast.Tuple):
        return _joined([_table(part, scope) for part in value.args[0].elts])
    inner = _table(value.func.value, scope) if isinstance(value.func, ast.Attribute) else None
    if inner is None or (method not in _KEEPS and method != "drop"):
        return None
    dropped = _dropped(value, scope.words) if method == "drop" else ()
    return replace(inner, lost=inner.lost | set(dropped)) if dropped or method != "drop" else None


def _joined(parts: Sequence[Table | None]) -> Table | None:
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    return Table(files=frozenset().union(*(part.files for part in known)), lost=frozenset.intersection(*(part.lost for part in known)))


def _of_file(call: ast.Call) -> Table | None:
    said = " ".join(_texts(call)).lower()
    files = frozenset(name for name in ("train", "test") if name in said)
    return Table(files=files) if len(files) == 1 else None


def _dropped(call: ast.Call, words: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    given = [keyword.value for keyword in call.keywords if keyword.arg in ("columns", "labels")] or call.args[:1]
    return _words(given[0], words) if given else ()


def _words(value: ast.expr, known: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The texts that an expression spells; none where one of them is not plain."""
    if isinstance(value, ast.Constant):
        return (value.value,) if isinstance(value.value, str) else ()
    if isinstance(value, ast.Name):
        return known.get(value.id, ())
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        left, right = _words(value.left, known), _words(value.right, known)
        return left + right if left and right else ()
    if isinstance(value, ast.List | ast.Tuple):
        parts = [_words(part.value if isinstance(part, ast.Starred) else part, known) for part in value.elts]
        return tuple(word for part in parts for word in part) if all(parts) else ()
    return ()


def _method(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _texts(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _calls(statement: ast.stmt) -> list[ast.Call]:
    """Calls of a statement without those of the statements inside it."""
    inside = {id(node) for body in _bodies(statement) for inner in body for node in ast.walk(inner)}
    return [node for node in ast.walk(statement) if isinstance(node, ast.Call) and id(node) not in inside]


def _bodies(statement: ast.stmt) -> list[list[ast.stmt]]:
    parts = [getattr(statement, name, []) for name in ("body", "orelse", "finalbody")]
    parts += [handler.body for handler in getattr(statement, "handlers", [])]
    return [part for part in parts if part]
