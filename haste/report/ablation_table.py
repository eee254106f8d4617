"""An ablation as one document, and as a table for people."""

import msgspec
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from haste.report.ablation import FIRST, MOST, ArmEntry, Course, Figure
from haste.vocabulary.ids import SweepId

_COLUMNS = (
    "arm",
    "runs",
    "trials to none's best",
    "change",
    "reached",
    "trials to most of it",
    "change",
    f"accepted of first {FIRST}",
    "accepted",
    "teams not ahead",
    "change to none",
    "medals",
)


class AblationDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The contract for machines: fields are added, never renamed."""

    log: str
    warm_from: str  # the log that every arm but cold ones began with
    budget_trials: int
    author: str
    sweeps: tuple[SweepId, ...]
    arms: tuple[ArmEntry, ...]
    runs: tuple[Course, ...]


def ablation_table(document: AblationDocument) -> RenderableType:
    """One row an arm, and how to read it."""
    grid = Table(title=f"{len(document.arms)} arms, {document.budget_trials} trials a run, author {document.author}", title_justify="left")
    for name in _COLUMNS:
        grid.add_column(name, justify="left" if name == "arm" else "right")
    for entry in document.arms:
        grid.add_row(*_cells(entry))
    competitions = {one.competition for one in document.runs}
    lines = (
        f"Means over {len(competitions)} competitions with their 95 % Student-t intervals; a competition's value is the mean over its seeds.",
        "Trials: until the search had the score of the solution that none submitted under the same seed; budget + 1 where it never did.",
        "Whoever sets a mark reaches it: an arm that is as good reaches it in about half of its runs.",
        f"Most of it: {MOST:.0%} of what none gains over the best constant answer, at the median of its seeds.",
        f"Every run began with the skills of {document.warm_from}, decided again without its own competition. Arms differ in what they see of them.",
    )
    return Group(grid, *(Text(line) for line in lines))


def _cells(entry: ArmEntry) -> tuple[str, ...]:
    return (
        entry.arm,
        f"{entry.valid}/{entry.runs}",
        f"{entry.trials:.1f}",
        figure_text(entry.trials_change, "+.0%"),
        f"{entry.reached:.0%}",
        f"{entry.most:.1f}",
        figure_text(entry.most_change, "+.0%"),
        figure_text(entry.accepted_first, ".2f"),
        figure_text(entry.accepted, ".2f"),
        figure_text(entry.percentile, ".2f"),
        figure_text(entry.percentile_change, "+.2f"),
        str(entry.medals),
    )


def figure_text(figure: Figure | None, form: str) -> str:
    """A mean and its interval, each in this form; "?" for a bound and "-" for a figure that is not known."""
    if figure is None:
        return "-"
    mean, lower, upper = ("?" if number is None else f"{number:{form}}" for number in (figure.mean, figure.lower, figure.upper))
    return f"{mean} [{lower}, {upper}]"
