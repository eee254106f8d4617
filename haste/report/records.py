"""Track records: how each technique fared wherever it was judged. What briefs show beside skills, for people and machines."""

from statistics import fmean

import msgspec
from rich.table import Table

from haste.decisions.effects import in_competition
from haste.projections.evidence import Evidence, by_competition


class RecordEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One technique in one domain. The contract for machines: fields are added, never renamed."""

    technique: str
    domain: str
    competitions: int  # that judged it
    trials: int  # credited ones, in all of them
    gained: int  # competitions where its mean effect lies above 0 by more than a standard error
    lost: int  # the same below 0
    effect: float  # mean over competitions, in shares of what a parent had gained over the best constant
    effects: dict[str, float]  # mean effect by competition


def record_entries(evidence: Evidence) -> tuple[RecordEntry, ...]:
    """All records, domain by domain, in each the largest mean effect first."""
    found = (_entry(evidence, technique, domain) for technique, ones in evidence.gathered.items() for domain in {one.domain for one in ones})
    return tuple(sorted(found, key=lambda entry: (entry.domain, -entry.effect, entry.technique)))


def record_table(entries: tuple[RecordEntry, ...]) -> Table:
    """A row a record."""
    grid = Table()
    for name in ("domain", "technique"):
        grid.add_column(name, no_wrap=True)
    for name in ("judged in", "trials", "gained in", "lost in", "mean effect"):
        grid.add_column(name, justify="right")
    for one in entries:
        grid.add_row(one.domain, one.technique, *map(str, (one.competitions, one.trials, one.gained, one.lost)), f"{one.effect:+.3f}")
    return grid


def _entry(evidence: Evidence, technique: str, domain: str) -> RecordEntry:
    judged = [one for one in evidence.gathered[technique] if one.domain == domain]
    means = {name: in_competition(ones) for name, ones in by_competition(judged).items()}
    return RecordEntry(
        technique=technique,
        domain=domain,
        competitions=len(means),
        trials=len(judged),
        gained=sum(effect > error for effect, error in means.values()),
        lost=sum(effect < -error for effect, error in means.values()),
        effect=fmean(effect for effect, _ in means.values()),
        effects={name: effect for name, (effect, _) in means.items()},
    )
