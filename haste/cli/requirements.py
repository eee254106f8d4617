"""What a solution needs beside Python: the packages that it imports, in the versions with which it was judged."""

import ast
import importlib.metadata
import sys
from pathlib import Path


def write_requirements(solution: Path) -> Path:
    """Write requirements.txt beside a solution, unless it lies there already: what it imports, and what the members of an ensemble do.

    Returns:
        Its path.
    """
    path = solution.with_name("requirements.txt")
    if not path.exists():
        sources = (solution, *sorted(solution.parent.glob("members/*.py")))
        lines = {line for source in sources for line in requirements(source.read_text(encoding="utf-8"))}
        path.write_text("".join(f"{line}\n" for line in sorted(lines, key=str.lower)), encoding="utf-8")
    return path


def requirements(source: str) -> tuple[str, ...]:
    """Lines for pip, sorted; a module that no installed package brings is a comment.

    >>> requirements("import os, nowhere_to_be_found")
    ('# nowhere_to_be_found: no installed package brings it',)
    """
    brought = importlib.metadata.packages_distributions()
    lines = set()
    for module in _imported(source) - sys.stdlib_module_names:
        packages = sorted(set(brought.get(module, ())))
        lines |= {f"{name}=={importlib.metadata.version(name)}" for name in packages} or {f"# {module}: no installed package brings it"}
    return tuple(sorted(lines, key=str.lower))


def _imported(source: str) -> set[str]:
    names = set[str]()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names
