"""What techniques may know of a competition before anything was trained."""

import msgspec

from haste.vocabulary.competition import Column, Competition, Profile
from haste.vocabulary.numbering import number_in
from haste.vocabulary.scales import AnswerForm, ColumnKind, SplitKind

SURENESS = frozenset({"log_loss", "multiclass_log_loss"})  # metrics that judge probabilities by their size
ABSOLUTE_ERRORS = frozenset({"mae", "smape", "mape", "median_absolute_error"})  # metrics that count errors by their size, not by its square


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A competition, and what the host found in its data."""

    competition: Competition
    profile: Profile

    @property
    def form(self) -> AnswerForm:
        """What an answer holds."""
        return self.competition.form

    @property
    def metric(self) -> str:
        """Canonical slug of the metric."""
        return self.competition.metric.name

    @property
    def places(self) -> int:
        """Ranked labels that count in a row; 0 for metrics that rank none."""
        name, _, places = self.metric.rpartition("_")
        return int(places) if name == "map_at" else 0

    @property
    def flags(self) -> bool:
        """Whether each of several columns holds yes or no, and the answer is how likely yes is."""
        return self.form is AnswerForm.VALUE and self.metric in {"auc", "average_precision", "log_loss", "multiclass_log_loss"}

    @property
    def regresses(self) -> bool:
        """Whether numbers are predicted; otherwise classes or their probabilities."""
        return self.form is AnswerForm.VALUE and not self.flags

    @property
    def long_tail(self) -> float:
        """Skewness of a single target that is never negative; 0 for any other."""
        target = self.profile.target
        positive = target.lower is not None and target.lower >= 0
        return target.skew if self.regresses and positive and len(self.competition.target) == 1 else 0.0

    @property
    def group_column(self) -> str:
        """The column whose groups are whole in train.csv or in test.csv; "" where groups are in both."""
        relation = self.profile.relation
        return relation.column if relation.kind is SplitKind.GROUPED else ""

    @property
    def in_time(self) -> bool:
        """Whether numbers are predicted for series in time."""
        return self.regresses and self.profile.timeline is not None

    @property
    def dated(self) -> bool:
        """Whether dates tell the time of series, rather than plain numbers."""
        return self.profile.timeline is not None and bool(self.profile.timeline.spelling)

    @property
    def horizon(self) -> int:
        """Steps that the furthest test row lies ahead of what is known; 0 where rows are no series in time."""
        return self.profile.timeline.horizon if self.profile.timeline is not None else 0

    @property
    def covariates(self) -> tuple[str, ...]:
        """Numbers that are known of test rows too, beside the time and what names series."""
        timeline = self.profile.timeline
        named = (timeline.time, *timeline.keys) if timeline is not None else ()
        return tuple(name for name in self.names(ColumnKind.NUMERIC) if name not in named)

    @property
    def distinct_classes(self) -> int:
        """Number of classes; 0 for numbers."""
        return 0 if self.regresses else max(len(self.competition.classes), self.profile.classes, 2)

    def columns(self, *kinds: ColumnKind) -> tuple[Column, ...]:
        """Feature columns of these kinds that test.csv has too, in the order of train.csv; no samples where signals are competed on."""
        return tuple(column for column in self.profile.columns if column.kind in kinds and column.in_test and not self.is_sample(column.name))

    def is_sample(self, name: str) -> bool:
        """Whether a column is read as part of a signal."""
        read = self.profile.series if self.competition.domain == "signal" else ()
        return any(number_in(name, one.before, one.after) is not None for one in read)

    def names(self, *kinds: ColumnKind) -> tuple[str, ...]:
        """Their names."""
        return tuple(column.name for column in self.columns(*kinds))

    @property
    def text_names(self) -> tuple[str, ...]:
        """Columns to read as text: running words, else, where a text competition has none, strings that differ in nearly every row."""
        return self.names(ColumnKind.TEXT) or (
            self.names(ColumnKind.IDENTIFIER, ColumnKind.CATEGORICAL) if self.competition.domain == "text" else self.names(ColumnKind.IDENTIFIER)
        )

    @property
    def category_names(self) -> tuple[str, ...]:
        """Columns to read as categories: all of that kind that are not read as text."""
        return tuple(name for name in self.names(ColumnKind.CATEGORICAL) if name not in self.text_names)
