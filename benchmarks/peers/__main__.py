"""`python -m benchmarks.peers --place DIR`: HASTE, offline and cold, against default LightGBM, FLAML and AutoGluon at equal wall clock.

Every contestant gets the same public files, cores and wall clock, start-up counted; they take turns on each competition and seed, and the order goes
round. The grader scores each submission once; a percentile is the share of the leaderboard's teams that are not ahead. A second table tells by how
many standard errors HASTE's scores are ahead of each peer's, had the test had other rows: within 2 of them is chance. Peers run with their usual
defaults and are told the metric where they know it. Each lives in an environment of its own below the place, made by pip on the first call.
"""

import argparse
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import mean

import msgspec

from benchmarks.peers.competing import CONTESTANTS, HASTE, Bout, Result, compete, installed, lead
from haste.competitions import targets
from haste.statistics import mean_interval
from haste.vocabulary.competition import Competition
from haste.vocabulary.judgement import Lift


def main() -> None:
    """Compete, keep each result at once, and print the table."""
    said = _said()
    place = said.place.absolute()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: said.cpus])
    pythons: dict[str, Path] = {}
    for contestant in said.contestants:
        try:
            pythons[contestant] = installed(contestant, place / "environments")
        except subprocess.CalledProcessError:
            sys.stderr.write(f"{contestant} cannot be installed here, and is left out\n")
    found: dict[str, Competition] = {one.id: one for one in targets.resolve(said.competitions, into=place / "competitions")}
    kept = place / "results.jsonl"
    results = _kept(kept)
    done = {result.bout for result in results}
    for bout in bouts(list(found), tuple(pythons), seeds=said.seeds, seconds=said.minutes * 60, cpus=said.cpus):
        if bout not in done:
            result = compete(bout, found[bout.competition], place=place, python=pythons[bout.contestant])
            results.append(result)
            with kept.open("ab") as file:
                file.write(msgspec.json.encode(result) + b"\n")
            sys.stderr.write(f"{line(result)}\n")
    asked = [result for result in results if result.bout.seconds == said.minutes * 60 and result.bout.competition in found]
    sys.stdout.write("\n".join([*table(asked), "", ""]))
    leads = {(ours, theirs): lead(ours, theirs, found[ours.competition], place=place) for ours, theirs in pairs(asked)}
    sys.stdout.write("\n".join([*leads_table(leads), ""]))


def bouts(competitions: Sequence[str], contestants: Sequence[str], *, seeds: int, seconds: float, cpus: int) -> Iterable[Bout]:
    """Contestants in turns, the first one moving on from round to round."""
    rounds = [(competition, seed) for seed in range(seeds) for competition in competitions]
    for number, (competition, seed) in enumerate(rounds):
        for turn in range(len(contestants)):
            contestant = contestants[(number + turn) % len(contestants)]
            yield Bout(contestant=contestant, competition=competition, seed=seed, seconds=seconds, cpus=cpus)


def table(results: Sequence[Result]) -> list[str]:
    """A line for each competition, and the means over what all contestants could read."""
    names = [name for name in CONTESTANTS if any(result.bout.contestant == name for result in results)]
    cells: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        cells.setdefault((result.bout.competition, result.bout.contestant), []).append(result)
    lines = [f"| competition | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    competitions = sorted({result.bout.competition for result in results})
    common = [name for name in competitions if all(_percentiles(cells.get((name, contestant), ())) for contestant in names)]
    lines += [f"| {name} | {' | '.join(_cell(cells.get((name, contestant), ())) for contestant in names)} |" for name in competitions]
    means = [[mean(_percentiles(cells[name, contestant])) for name in common] for contestant in names]
    lines.append(f"| mean of {len(common)} | {' | '.join(f'{mean(values):.3f}' if values else '-' for values in means)} |")
    if names[:1] == [HASTE]:
        lines.append(f"| HASTE's lead [95 %] | - | {' | '.join(_ahead(means[0], theirs) for theirs in means[1:])} |")
    walls = [[result.wall_s for result in results if result.bout.contestant == name and result.wall_s] for name in names]
    lines.append(f"| wall clock, s: mean, longest | {' | '.join(f'{mean(values):.0f}, {max(values):.0f}' if values else '-' for values in walls)} |")
    return lines


def pairs(results: Sequence[Result]) -> list[tuple[Bout, Bout]]:
    """HASTE's bouts, each with every peer's on the same competition and seed; both have a score."""
    scored = [result.bout for result in results if result.score is not None]
    haste = {(bout.competition, bout.seed): bout for bout in scored if bout.contestant == HASTE}
    return [(haste[key], bout) for bout in scored if bout.contestant != HASTE and (key := (bout.competition, bout.seed)) in haste]


def leads_table(leads: Mapping[tuple[Bout, Bout], Lift]) -> list[str]:
    """A line for each competition: by how many standard errors of the test's rows HASTE is ahead of each peer, seed by seed."""
    peers = [name for name in CONTESTANTS if any(theirs.contestant == name for _, theirs in leads)]
    lines = [f"| HASTE's lead in score, in standard errors | {' | '.join(peers)} |", f"|---|{'---|' * len(peers)}"]
    for name in sorted({ours.competition for ours, _ in leads}):
        cells = [[lift for (_, theirs), lift in leads.items() if (theirs.competition, theirs.contestant) == (name, peer)] for peer in peers]
        lines.append(f"| {name} | {' | '.join(', '.join(map(_errors, lifts)) or '-' for lifts in cells)} |")
    return lines


def line(result: Result) -> str:
    """One result for people."""
    bout = result.bout
    what = f"{result.score:.5g}, percentile {result.percentile}" if result.score is not None else result.said
    return f"{bout.competition} seed {bout.seed} {bout.contestant}: {what}, {result.wall_s:.0f} s{' LATE' if result.late else ''}"


def _errors(lift: Lift) -> str:
    return f"{lift.mean / lift.se:+.1f}" if lift.se else f"{lift.mean:+g}"  # no error: both answer alike


def _ahead(ours: Sequence[float], theirs: Sequence[float]) -> str:
    """The mean difference of percentiles over competitions, with its interval."""
    found = mean_interval([one - other for one, other in zip(ours, theirs, strict=True)], confidence=0.95)
    return f"{found.mean:+.3f} [{found.lower:+.3f}, {found.upper:+.3f}]" if found else "-"


def _cell(results: Sequence[Result]) -> str:
    """Percentiles, or scores where there is no leaderboard; means of the seeds."""
    percentiles = _percentiles(results)
    unranked = [result.score for result in results if result.score is not None and result.percentile is None]
    if not percentiles and not unranked:
        return results[0].said if results else "-"
    failed = sum(result.score is None for result in results)
    late = sum(result.late for result in results)
    notes = [f"({failed} failed)"] * bool(failed) + [f"({late} late)"] * bool(late)
    return " ".join([f"score {mean(unranked):.5g}" if unranked else f"{mean(percentiles):.3f}", *notes])


def _percentiles(results: Sequence[Result]) -> list[float]:
    return [result.percentile for result in results if result.percentile is not None]


def _kept(path: Path) -> list[Result]:
    """Results of an earlier call that was interrupted."""
    if not path.is_file():
        return []
    return [msgspec.json.decode(row, type=Result) for row in path.read_bytes().splitlines()]


def _said() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peers", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--place", type=Path, required=True, help="where environments, competitions and results are kept; what is there is not done again"
    )
    parser.add_argument("--competitions", nargs="+", default=["tour"], metavar="TARGET", help="suites, ids or folders (default: the six of the tour)")
    parser.add_argument("--seeds", type=int, default=2, help="so many, from 0 (default: 2)")
    parser.add_argument("--minutes", type=float, default=2.0, help="wall clock of each contestant on each competition (default: 2)")
    parser.add_argument("--cpus", type=int, default=2, help="cores that all of them are bound to (default: 2)")
    parser.add_argument("--contestants", nargs="+", default=list(CONTESTANTS), choices=CONTESTANTS, help=f"default: {HASTE} and all peers")
    parser.add_argument("--grid", type=Path, help="a TOML file with values for all of these, as cluster/sweeps/peers.toml")
    said = parser.parse_args()
    if said.grid:
        parser.set_defaults(**tomllib.loads(said.grid.read_text(encoding="utf-8")))
        said = parser.parse_args()
    return said


if __name__ == "__main__":
    main()
