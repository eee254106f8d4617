"""Writes the page of a sweep as a file, whole or not at all, and beside each solution what it needs."""

from pathlib import Path

import msgspec
import structlog

from haste.cli.home import Home
from haste.cli.requirements import write_requirements
from haste.errors import HomeError
from haste.ports import EventLog
from haste.report.document import SweepDocument
from haste.report.html.page import page
from haste.wiring import open_blobs


def page_path(home: Home, sweep: str) -> Path:
    """Where the page of a sweep lies unless somebody says otherwise."""
    return home.folder / "reports" / f"{sweep}.html"


def with_page(log: EventLog, home: Home, shown: SweepDocument, *, path: Path | None = None) -> SweepDocument:
    """Write the page of a document and tell its path; requirements.txt comes to lie beside each of its solutions.

    Returns:
        The document with that path.

    Raises:
        HomeError: The page cannot be written.
        BlobMissingError: A reply that it needs is not there.
    """
    target = (path or page_path(home, shown.sweep)).absolute()
    text = page(log, open_blobs(str(home.folder)), shown)
    try:
        _write(target, text)
        for run in shown.runs:
            if run.solution:
                write_requirements(Path(run.solution))
    except OSError as error:
        raise HomeError(
            expected="a file that can be written",
            found=error.strerror or str(error),
            where=str(target),
            next_step=f"Name another one: `haste report {shown.sweep} --html PATH`.",
        ) from error
    structlog.get_logger().info("page written", path=str(target))
    return msgspec.structs.replace(shown, report=str(target))


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    part.write_text(text, encoding="utf-8")
    try:
        part.replace(target)
    except OSError:
        part.unlink()
        raise
