"""Makes the table of metrics in docs/evaluation.md from the registry: `python -m haste.evaluation.metrics_page`."""

import sys

from haste.evaluation import metrics
from haste.evaluation.metrics import Entry
from haste.vocabulary.competition import Metric

_HEAD = "| metric | better | bounds | answers | not defined without | also called |\n|---|---|---|---|---|---|\n"


def render() -> str:
    """The table in Markdown, a row for each metric in the order of the registry."""
    return _HEAD + "".join(_row(entry) for entry in metrics.ENTRIES)


def _row(entry: Entry) -> str:
    forms = ", ".join(form.value.replace("_", " ") for form in entry.forms)
    cells = (f"`{entry.metric.name}`", "higher" if entry.metric.direction.sign > 0 else "lower", _bounds(entry.metric), forms, entry.needs or "-")
    return f"| {' | '.join(cells)} | {', '.join(f'`{alias}`' for alias in entry.aliases)} |\n"


def _bounds(metric: Metric) -> str:
    lower, upper = ("" if bound is None else f"{bound:g}" for bound in (metric.lower, metric.upper))
    return f"{lower} ... {upper}".strip()


if __name__ == "__main__":
    sys.stdout.write(render())
