"""`python -m benchmarks.effects HOME...`: a page of what each technique is worth over the runs of these homes' logs, in Markdown.

`--keep FILE` writes the trials that it read, a JSON object a line; such a file (.jsonl) counts with the homes of a later call.
"""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

import msgspec

from benchmarks.effects.reading import Attempt, attempts_of, kept
from haste.decisions.effects import in_competition, measured
from haste.projections.evidence import by_competition
from haste.techniques import registry
from haste.thresholds import CURRENT
from haste.vocabulary.skill import Effect

POSITIVE_MIN = 2  # competitions in which a technique that stays has a positive effect


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One technique, over all competitions that tried it."""

    technique: str
    domains: tuple[str, ...]
    trials: int
    effect: Effect | None  # None where no trial said anything about it
    positive: tuple[str, ...]  # competitions with a mean effect above 0
    accepted: float  # share of its trials
    seconds: float  # median of its trials


def main() -> None:
    """Read, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.effects", description=__doc__)
    parser.add_argument("homes", nargs="+", type=Path, help="homes whose logs are read; a log, or a file of kept trials, may be named itself")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="write all trials there, to be read again")
    said = parser.parse_args()
    found = attempts_of(said.homes)
    if said.keep:
        said.keep.write_bytes(kept(found))
    sys.stdout.write(page(found, tuple(registry.every())))


def rows(found: Iterable[Attempt]) -> tuple[Row, ...]:
    """A row for each technique that was tried, the largest mean effect first and those without one last."""
    gathered: dict[str, list[Attempt]] = {}
    for one in found:
        gathered.setdefault(one.technique, []).append(one)
    made = [_row(technique, ones) for technique, ones in gathered.items()]
    return tuple(sorted(made, key=lambda row: (row.effect is None, -row.effect.mean if row.effect else 0, row.technique)))


def page(found: Sequence[Attempt], known: tuple[str, ...]) -> str:
    """The table, and what the rule of two competitions says of each technique of the house."""
    made = {row.technique: row for row in rows(found)}
    competitions = sorted({one.competition for one in found})
    candidates = [row for row in made.values() if row.effect and row.effect.competitions >= POSITIVE_MIN > len(row.positive)]
    thin = [name for name in known if name not in made or not made[name].effect or _judged_in(made[name]) < POSITIVE_MIN]
    lines = [
        f"{len(found)} trials of {len(made)} techniques in {len(competitions)} competitions: {', '.join(competitions)}.",
        "",
        "| technique | domains | competitions | positive in | trials | mean effect [90 % interval] | accepted | seconds |",
        "|---|---|---|---|---|---|---|---|",
        *map(_line, made.values()),
        "",
        f"Candidates for removal, judged in {POSITIVE_MIN} competitions or more and positive in fewer than {POSITIVE_MIN}: "
        + (", ".join(f"{row.technique} ({len(row.positive)} of {_judged_in(row)})" for row in candidates) or "none")
        + ".",
        "",
        f"Judged in fewer than {POSITIVE_MIN} competitions, of which nothing is said ({len(thin)} of {len(known)}): {', '.join(thin) or 'none'}.",
    ]
    return "\n".join([*lines, ""])


def _row(technique: str, ones: Sequence[Attempt]) -> Row:
    judged = tuple(one.judged for one in ones if one.judged)
    found = measured(judged, CURRENT)
    means = {name: in_competition(some)[0] for name, some in by_competition(judged).items()}
    return Row(
        technique=technique,
        domains=tuple(sorted({one.domain for one in ones})),
        trials=len(ones),
        effect=found.effect if found else None,
        positive=tuple(name for name, mean in means.items() if mean > 0),
        accepted=sum(one.accepted for one in ones) / len(ones),
        seconds=median(one.seconds for one in ones),
    )


def _judged_in(row: Row) -> int:
    return row.effect.competitions if row.effect else 0


def _line(row: Row) -> str:
    effect = f"{row.effect.mean:+.3f} [{row.effect.lower:+.3f}, {row.effect.upper:+.3f}]" if row.effect else "-"
    cells = (
        row.technique,
        ", ".join(row.domains),
        _judged_in(row),
        len(row.positive),
        row.trials,
        effect,
        f"{row.accepted:.0%}",
        f"{row.seconds:.1f}",
    )
    return f"| {' | '.join(map(str, cells))} |"


if __name__ == "__main__":
    main()
