"""One run as the page shows it: its row of the document, its search, and what each trial came to."""

from collections.abc import Iterable

import msgspec

from haste.events.event import Event
from haste.projections import search_tree
from haste.projections.search_tree import SearchTree, Trial
from haste.report.document import RunEntry
from haste.report.html.costs import Spending, asked, spent
from haste.vocabulary.brief import Call
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import Direction, SplitKind, Status


class RunPage(msgspec.Struct, frozen=True, kw_only=True):
    """What sections say of one run."""

    entry: RunEntry
    competition: Competition
    tree: SearchTree
    spending: tuple[Spending, ...]  # on its language model, a part for each role
    failed_calls: tuple[Call, ...] = ()  # of its language model

    @property
    def folds(self) -> int:
        """Folds of its split; 1 before there is one."""
        return self.tree.split.split.folds if self.tree.split else 1

    @property
    def executions(self) -> int:
        """Processes that ended and were judged, each counted once."""
        return sum(len(trial.results) for trial in self.tree.trials)

    @property
    def dummy(self) -> float | None:
        """Score of the best constant answers."""
        return self.tree.profiled.dummy_score if self.tree.profiled else None

    @property
    def gap(self) -> float | None:
        """Private score against validation, in the metric's unit; above 0 is better than validated."""
        if self.entry.score is None or self.entry.validation is None:
            return None
        return self.competition.metric.direction.sign * (self.entry.score - self.entry.validation)

    @property
    def higher(self) -> bool:
        """Whether a higher score is a better one."""
        return self.competition.metric.direction is Direction.MAXIMIZE

    @property
    def split_words(self) -> str:
        """Its folds in words."""
        if self.tree.split is None:
            return ""
        split = self.tree.split.split
        size = f"{split.folds} folds" if split.folds > 1 else f"hold-out of {100 * (split.holdout or 0):.0f} %"
        by = "" if split.kind is SplitKind.RANDOM else f" by {split.column}"
        return f"{size}, {split.kind}{by}{', stratified' if split.stratified else ''}"

    @property
    def submitted_words(self) -> str:
        """The number of the trial that was submitted; of an ensemble those of its members, each with its weight."""
        chosen = self.tree.submitted
        if chosen is None:
            return ""
        return ", ".join(f"{member.iteration} ({member.weight:.2f})" for member in chosen.members) or str(chosen.iteration)

    @property
    def cited(self) -> tuple[tuple[Trial, tuple[str, ...]], ...]:
        """Trials whose proposals applied skills, with the skills."""
        return tuple((trial, trial.proposal.skills) for trial in self.tree.trials if trial.proposal and trial.proposal.skills)


def run_page(entry: RunEntry, competition: Competition, events: Iterable[Event]) -> RunPage:
    """A run from its row and its events."""
    tree, told = SearchTree(), tuple(events)
    for event in told:
        tree = search_tree.evolve(tree, event)
    return RunPage(entry=entry, competition=competition, tree=tree, spending=spent(told), failed_calls=_failed(told))


def _failed(events: Iterable[Event]) -> tuple[Call, ...]:
    return tuple(call for _, calls in asked(events) for call in calls if call.status is not Status.SUCCEEDED)


def verdict_words(trial: Trial) -> str:
    """What became of a trial."""
    if trial.accepted is None:
        return "not judged yet"
    return "accepted" if trial.accepted else f"rejected ({trial.reason})"
