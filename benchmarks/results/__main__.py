"""`python -m benchmarks.results FILE...`: a row for each bundled competition of these ablations, and what they come to, in Markdown.

A file is what `haste ablate --json` printed; several, of other seeds, count together. Scores are those against the private answers, but for that
of the dummy: the best constant answer on the training rows.
"""

import argparse
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import fmean, median

import msgspec

from haste.competitions import bundled, targets
from haste.competitions.bundled.preparing import LEADERBOARDS
from haste.competitions.introducing import teams
from haste.competitions.standings import scores
from haste.evaluation import metrics, tables
from haste.evaluation.dummy import dummy_score
from haste.report.ablation import MOST, ArmEntry, Course, compared
from haste.report.ablation_table import AblationDocument, figure_text
from haste.vocabulary.scales import Arm, Direction, Medal

_DEFAULT = "default"  # how the names of teams begin that fit a library's model as it comes
_SIGNS = {Direction.MAXIMIZE: "↑", Direction.MINIMIZE: "↓"}


def main() -> None:
    """Read, and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.results", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path, help="documents of `haste ablate --json`")
    parser.add_argument("--home", type=Path, default=Path(".haste"), help="where competitions lie, or are prepared (default: .haste)")
    said = parser.parse_args()
    documents = [msgspec.json.decode(file.read_bytes(), type=AblationDocument) for file in said.files]
    found = [run for document in documents for run in document.runs]
    budgets = {document.budget_trials for document in documents}
    if len(budgets) > 1:
        parser.error(f"expected runs of one budget, found documents of {sorted(budgets)} trials")
    competitions = targets.resolve(sorted({run.competition for run in found}), into=said.home.absolute() / "competitions")
    sys.stdout.write(page(found, {str(one.id): dummy_score(one) for one in competitions}, budget=budgets.pop()))


def page(found: Sequence[Course], dummies: Mapping[str, float | None], *, budget: int) -> str:
    """The table; what each arm submitted, a line each; how each differs from `none`, a line each."""
    arms = tuple(dict.fromkeys(run.arm for run in found))
    heads = (
        "competition",
        "domain",
        "metric",
        "dummy",
        "plain default",
        "median",
        "bronze",
        "silver",
        "gold",
        *(f"{arm}: score, teams not ahead, medals" for arm in arms),
    )
    known = [name for name in bundled.ids() if any(run.competition == name for run in found)]
    lines = [
        f"| {' | '.join(heads)} |",
        "|---" * len(heads) + "|",
        *(_row(name, dummies.get(name), [run for run in found if run.competition == name], arms) for name in known),
        "",
        *(_sum(arm, [run for run in found if run.arm is arm]) for arm in arms),
        *_differences(compared(found, budget=budget)),
    ]
    return "\n".join([*lines, ""])


def _row(name: str, dummy: float | None, runs: Sequence[Course], arms: Iterable[Arm]) -> str:
    competition, board = bundled.find(name), LEADERBOARDS / f"{name}.csv"
    direction = metrics.resolve(competition.metric).direction
    table = tables.read(board)
    plain = tables.numbers(table["score"][table["team"].str.startswith(_DEFAULT)])
    medals = teams(board, direction)
    assert medals is not None
    marks = [medals.scores[medal] for medal in (Medal.BRONZE, Medal.SILVER, Medal.GOLD)]
    figures = (math.nan if dummy is None else dummy, max(plain, key=lambda score: direction.sign * score), median(scores(board)), *marks)
    cells = (name, competition.domain, f"{competition.metric} {_SIGNS[direction]}", *(f"{figure:.5g}" for figure in figures))
    return f"| {' | '.join([*cells, *(_cell([run for run in runs if run.arm is arm]) for arm in arms)])} |"


def _cell(runs: Sequence[Course]) -> str:
    """Means over seeds; medals as so many of so many runs."""
    graded = [run for run in runs if run.score is not None and run.percentile is not None]
    if not graded:
        return "-"
    score, teams = fmean(run.score or 0.0 for run in graded), fmean(run.percentile or 0.0 for run in graded)
    return f"{score:.5g}, {teams:.0%}, {sum(run.medal is not None for run in runs)} of {len(runs)}"


def _sum(arm: Arm, runs: Sequence[Course]) -> str:
    """A run without a valid submission has no team behind it."""
    medals, valid = sum(run.medal is not None for run in runs), sum(run.valid for run in runs)
    teams = fmean(run.percentile or 0.0 for run in runs)
    return f"- {arm}: {valid} of {len(runs)} submissions valid, {medals} medals ({medals / len(runs):.0%}), {teams:.1%} of teams not ahead on average"


def _differences(entries: Sequence[ArmEntry]) -> Iterable[str]:
    """What `haste ablate` says of arms beside `none`, of all seeds together."""
    none = {entry.arm: entry for entry in entries}.get(Arm.NONE)
    for entry in entries:
        if none and entry.percentile_change:
            yield (
                f"- {entry.arm} beside none: {figure_text(entry.percentile, '.3f')} of teams not ahead, none {figure_text(none.percentile, '.3f')}, "
                f"a change of {figure_text(entry.percentile_change, '+.3f')}; "
                f"what none submitted reached after {entry.trials:.1f} trials instead of {none.trials:.1f} "
                f"({figure_text(entry.trials_change, '+.0%')} as ratios), by {entry.reached:.0%} of runs; "
                f"{MOST:.0%} of its gain after {entry.most:.1f} instead of {none.most:.1f} ({figure_text(entry.most_change, '+.0%')})"
            )


if __name__ == "__main__":
    main()
