"""Skills as tables and lines for people."""

from collections.abc import Iterable, Iterator, Sequence

from rich.table import Table
from rich.text import Text

from haste.report.skill_page import SkillPage
from haste.report.skills import SkillEntry
from haste.vocabulary.skill import Condition

_LEFT = ("tier", "state", "skill", "title")


def skill_table(entries: Sequence[SkillEntry], *, title: str | None = None) -> Table:
    """A row a skill."""
    grid = Table(title=title, title_justify="left")
    for name in ("tier", "state", "skill", "title", "effect", "90 % bounds", "judged in", "for / against"):
        grid.add_column(name, justify="left" if name in _LEFT else "right", overflow="fold", no_wrap=name == "skill")  # an id is for copying
    for entry in entries:
        grid.add_row(*map(Text, _cells(entry)))  # not as markup: an author may write brackets
    return grid


def page_lines(page: SkillPage) -> Iterator[str]:
    """One skill in full."""
    pinned = ", pinned" if page.pinned else ""
    scope = page.competition or page.domain or "all domains"
    yield f"{page.id}: {page.title}"
    yield f"{page.tier} tier ({scope}), {page.state}{pinned}; {page.technique} {page.sign}; {page.kind} by {page.author}"
    yield f"effect {effect_text(page)}; significantly for in {page.supporting} of {page.competitions} competitions, against in {page.contradicting}"
    yield f"when: {page.when or '-'}"
    yield f"when not: {page.when_not or '-'}"
    yield f"conditions: {_conditions(page.conditions)}"
    yield f"instructions: {page.instructions}"
    yield from (f"code:\n{page.code}",) if page.code else ()
    yield f"sources: {', '.join(page.sources) or '-'}"
    for found in page.evidence:
        mark = {1: "significantly above 0", -1: "significantly below 0", 0: "not significant"}[found.significant]
        yield f"evidence of {found.competition}: {found.effect:+.3f} {_bounds(found.interval)}, {mark}"
        for trial in found.trials:
            yield f"  trial {trial.iteration} of {trial.run}: {trial.effect:+.3f} ± {trial.se:.3f}, position {trial.position}"
    for happening in page.history:
        said = f" by {happening.by}: {happening.because}" if happening.by else ""
        yield f"position {happening.position}, {happening.time}: {happening.event}, appended by {happening.actor}{said}"


def effect_text(entry: SkillEntry) -> str:
    """The effect with its bounds, or a dash."""
    return "-" if entry.effect is None or entry.interval is None else f"{entry.effect:+.3f} {_bounds(entry.interval)}"


def _cells(entry: SkillEntry) -> Iterable[str]:
    return (
        entry.tier,
        entry.state,
        entry.id,
        entry.title,
        "-" if entry.effect is None else f"{entry.effect:+.3f}",
        "-" if entry.interval is None else _bounds(entry.interval),
        str(entry.competitions),
        f"{entry.supporting} / {entry.contradicting}",
    )


def _bounds(interval: tuple[float, float]) -> str:
    return f"[{interval[0]:+.3f}, {interval[1]:+.3f}]"


def _conditions(conditions: Sequence[Condition]) -> str:
    return " and ".join(f"{one.field} {'>=' if one.comparison == 'at_least' else '<'} {one.value:.4g}" for one in conditions) or "-"
