"""A sweep's document as a table for people."""

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from haste.report.document import RunEntry, SweepDocument

_COLUMNS = ("competition", "domain", "metric", "validation", "private score", "trials", "accepted / proposed", "seconds")


def table(document: SweepDocument) -> RenderableType:
    """One row a run, and what a reader has to know of how it was run."""
    grid = Table(title=f"sweep {document.sweep}: {document.state}", title_justify="left")
    for name in _COLUMNS:
        grid.add_column(name, justify="left" if name in _COLUMNS[:3] else "right")
    for run in document.runs:
        grid.add_row(*_cells(run))
    return Group(grid, *(Text(line, style="bold red" if document.walled is False else "") for line in notes(document)))


def notes(document: SweepDocument) -> tuple[str, ...]:
    """What stands below the table: walls, failures, and where the submissions lie."""
    walls = f"sandbox: {document.sandbox}" if document.sandbox else "sandbox: not tried yet"
    if document.walled is False:
        walls += " (NO WALLS: nothing kept the solutions from the answers; only HASTE's own offline solutions ran)"
    failed = [f"{run.competition}: {run.status}, {run.reason}. {run.message}" for run in document.runs if run.status and not run.valid]
    ungraded = [f"{run.competition}: not graded. {run.message}" for run in document.runs if run.valid and run.message]
    written = [f"{run.competition}: {run.submission}" for run in document.runs if run.submission]
    return (walls, *failed, *ungraded, *written)


def _cells(run: RunEntry) -> tuple[str, ...]:
    return (
        run.competition,
        run.domain,
        f"{run.metric} {'↑' if run.direction == 'maximize' else '↓'}",
        _score(run.validation) if run.valid or run.status is None else str(run.status),
        _score(run.score),
        str(run.trials),
        f"{run.accepted} / {run.proposals}",
        f"{run.wall_s:.0f}" if run.wall_s is not None else "-",
    )


def _score(score: float | None) -> str:
    return "-" if score is None else f"{score:.5g}"
