"""A sweep's document as a table for people."""

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from haste.report.document import RunEntry, SweepDocument
from haste.report.promotions import Promotion, Refusal
from haste.report.skill_table import effect_text, skill_table
from haste.report.skills import SkillEntry
from haste.report.spending import told
from haste.vocabulary.scales import SkillState, Tier

_COLUMNS = (
    "competition",
    "domain",
    "metric",
    "validation",
    "private score",
    "teams not ahead",
    "medal",
    "trials",
    "accepted / proposed",
    "skills cited / loaded",
    "seconds",
)
_NEAREST = 8  # skills of the competition tier that a table shows: every run brings up to five


def table(document: SweepDocument) -> RenderableType:
    """One row a run, and what a reader has to know of how it was run."""
    grid = Table(title=f"sweep {document.sweep}: {document.state}", title_justify="left")
    for name in _COLUMNS:
        grid.add_column(name, justify="left" if name in _COLUMNS[:3] else "right", no_wrap=name in _COLUMNS[:3])
    for run in document.runs:
        grid.add_row(*_cells(run))
    lines = (Text(line, style="bold red" if document.walled is False else "") for line in notes(document))
    return Group(grid, *_skills(document), *map(Text, promoted(document)), *lines)


def promoted(document: SweepDocument) -> Iterator[str]:
    """What the gate decided: each promotion with its evidence, how many groups made no skill, and where none did, which came nearest."""
    skills = {entry.id: entry for entry in document.inventory}
    for promotion in document.promotions:
        yield _promotion(promotion, skills[promotion.skill])
    if document.refused:
        counts = ", ".join(f"{count} {verdict}" for verdict, count in document.refused.items())
        yield f"groups that made no skill, by verdict: {counts}"
    if not document.promotions:
        yield from map(_refusal, document.nearest)


def notes(document: SweepDocument) -> tuple[str, ...]:
    """What stands below the table: walls, views, failures, and where the submissions lie."""
    walls = f"sandbox: {document.sandbox}" if document.sandbox else "sandbox: not tried yet"
    if document.walled is False:
        walls += " (NO WALLS: nothing kept the solutions from the answers; only HASTE's own offline solutions ran)"
    views = [
        f"view: {view}, {', '.join(run.competition for run in document.runs if run.view == view)}"
        for view in dict.fromkeys(run.view for run in document.runs)
    ]
    failed = [f"{run.competition}: {run.status}, {run.reason}. {run.message}" for run in document.runs if run.status and not run.valid]
    ungraded = [f"{run.competition}: not graded. {run.message}" for run in document.runs if run.valid and run.message]
    withheld = [f"{run.competition}: withheld from folds: {one}" for run in document.runs for one in run.withheld]
    together = [line for run in document.runs if (line := ensemble_words(run))]
    written = [f"{run.competition}: {run.submission}" for run in document.runs if run.submission]
    return (walls, *views, *told(document.spending), *failed, *ungraded, *withheld, *together, *written)


def ensemble_words(run: RunEntry) -> str:
    """What became of the ensemble of a run; nothing where there was none to judge, or where it was not better than its best member."""
    found = run.ensemble
    if found is None or not found.accepted:
        return ""
    members = ", ".join(f"{member.trial} ({member.weight:.2f})" for member in found.members if member.weight > 0)
    lift = "" if found.lift is None or found.se is None else f"lift over trial {found.members[0].trial} alone {found.lift:+.3g} ± {found.se:.2g}"
    if not found.submitted:
        return f"{run.competition}: an ensemble of trials {members} was kept ({lift}), but did worse than one solution on the fresh split"
    alone = "" if found.alone is None else f"; without it the private score would be {found.alone:.5g}"
    return f"{run.competition}: submitted is an ensemble of trials {members}; {lift}{alone}"


def _skills(document: SweepDocument) -> Iterator[RenderableType]:
    """All skills of the wider tiers, and the largest effects of the competition tier."""
    live = [entry for entry in document.inventory if entry.state is not SkillState.RETIRED]
    nearest = [entry for entry in live if entry.tier is Tier.COMPETITION]
    shown = [entry for entry in live if entry.tier is not Tier.COMPETITION] + nearest[:_NEAREST]
    if shown:
        yield skill_table(shown, title="skills by tier")
    if len(nearest) > _NEAREST:
        yield Text(f"and {len(nearest) - _NEAREST} more of the competition tier: `haste skills list`")


def _promotion(promotion: Promotion, skill: SkillEntry) -> str:
    return (
        f"promoted to {promotion.to}: {promotion.skill} ({promotion.state}), effect {effect_text(skill)}, "
        f"significant in {skill.supporting} of {skill.competitions} competitions, against in {skill.contradicting}; "
        f"sources: {len(promotion.sources)}; decided at position {promotion.position} on the log up to {promotion.read_to}"
    )


def _refusal(refusal: Refusal) -> str:
    group, effect = refusal.group, refusal.effect
    bounds = "" if effect is None else f", effect {effect.mean:+.3f} [{effect.lower:+.3f}, {effect.upper:+.3f}]"
    return (
        f"nearest to a skill for {'all domains' if group.domain is None else f'the domain {group.domain}'}: {group.technique}{bounds}, "
        f"{refusal.because}; decided at position {refusal.position} on the log up to {refusal.read_to}"
    )


def _cells(run: RunEntry) -> tuple[str, ...]:
    return (
        run.competition,
        run.domain,
        f"{run.metric} {'↑' if run.direction == 'maximize' else '↓'}",
        _score(run.validation) if run.valid or run.status is None else str(run.status),
        _score(run.score),
        "-" if run.percentile is None else f"{run.percentile:.0%}",
        run.medal or "-",
        str(run.trials),
        f"{run.accepted} / {run.proposals}",
        f"{run.skills_cited} / {run.skills_loaded}",
        f"{run.wall_s:.0f}" if run.wall_s is not None else "-",
    )


def _score(score: float | None) -> str:
    return "-" if score is None else f"{score:.5g}"
