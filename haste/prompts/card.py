"""The competition card: what is competed on, by statistics only, as every call of a run shows it."""

from collections.abc import Iterable

from haste.prompts.fencing import fenced, shortened
from haste.prompts.skills import skills_text
from haste.vocabulary.brief import Brief, LoadedSkill
from haste.vocabulary.competition import Column, Competition, MediaProfile, Profile, Timeline
from haste.vocabulary.scales import AnswerForm, View
from haste.vocabulary.spellings import MISSING

_COLUMNS_MAX = 120  # of the profile that are shown one by one
_NAMES_MAX = 40  # answer columns and classes that are listed
_DESCRIPTION_MAX = 12_000  # characters
_DECLARED = """\
# This competition is judged by declared predictions

Here the contract differs: the host cannot make the answers of a fold's rows from train.csv, so one run of the file does all folds.
- INPUT holds the public files as they are, all media among them, and folds.csv: the id of each row of train.csv and its fold. The answers
  to the rows of train.csv stand in train_answers.csv where there is such a file, in the submission's format; several answers may belong to
  one row, whose id and "_" their ids begin with.
- Beside the submission write a second file to the path in the variable OUT_OF_FOLD, with the same columns: an answer for every answer of
  each row whose fold is 0 or more, predicted by a model that was fitted without any row of that fold. Rows of fold -1 are trained on always
  and not predicted. Where the split is later in time, fit without the rows of lower folds too.
- The host scores that file fold by fold. A row that a model was fitted on and then predicts makes the score worthless: the private answers
  will show it.
- One run fits a model for each fold and one on all rows for the submission, within the limits of one trial."""

_SHARES = """\
An answer is one label. Where the variable CLASS_SHARES is set, also write a table to that path: the id and a column for each class, named as
the class, with how likely each is. Where a class has the name of the id column, that one gets a "_" behind its name. The host blends solutions
by it."""


def card(brief: Brief) -> str:
    """The card of a run: equal bytes in all its calls."""
    competition, profile = brief.competition, brief.profile
    parts = [
        "# The competition",
        fenced("competition", _facts(competition, profile)),
        "The columns that train.csv and test.csv share, by kind, share of missing values, number of different values and range:",
        fenced("columns", _columns(profile)),
        "Its description:",
        fenced("description", shortened(brief.description.strip() or "(none)", characters_max=_DESCRIPTION_MAX)),
    ]
    if brief.competition.view is View.DECLARED:
        parts.append(_DECLARED)
    elif brief.competition.form is AnswerForm.LABEL:
        parts.append(_SHARES)
    if brief.sample:
        parts += ["The first rows of train.csv:", fenced("rows", brief.sample)]
    if own := own_skills(brief):
        parts += ["# What earlier runs of this competition taught", skills_text(own)]
    return "\n".join(parts)


def own_skills(brief: Brief) -> tuple[LoadedSkill, ...]:
    """Those of the competition itself: not for the frozen beginning, which other runs of the domain share."""
    return tuple(loaded for loaded in brief.skills if loaded.skill.competition == brief.competition.id)


def _facts(competition: Competition, profile: Profile) -> str:
    better = f"{competition.metric.direction} it"
    lines = [
        f"name: {competition.name} ({competition.id}); domain: {competition.domain}",
        f"metric: {competition.metric.name}; {better}",
        f"id column: {competition.id_column}; target: {_listed(competition.target)}; answer columns: {_listed(competition.answer_columns)}",
        f"an answer is {competition.form}; target kind: {profile.target_kind}",
        f"rows: {profile.rows} to train, {profile.test_rows} in test.csv; {profile.bytes} bytes in all; {profile.duplicates:.1%} duplicates",
        f"target: {_column(profile.target)}",
    ]
    if competition.classes:
        lines.append(f"classes: {_listed(competition.classes)}; the rarest has {profile.rarest_class:.2%} of the rows")
        if words := sorted(MISSING.intersection(competition.classes)):
            lines.append(f"classes that pandas reads as missing, unless keep_default_na=False is passed to read_csv: {_listed(words)}")
    if profile.media is not None:
        media = profile.media
        size = "all of one size" if media.same_size else "median size"
        lines.append(f"media: {media.files} files of {media.kind}, {size}: {_size(media)}; names end in {media.suffix or 'nothing common'}")
        lines.append(f"media are found by: {'train/<id> and test/<id>' if competition.media == 'id' else f'paths in column {competition.media}'}")
    if profile.series:
        lines.append(f"columns that are samples of signals: {_listed(f'{one.samples} named {one.before}...{one.after}' for one in profile.series)}")
    if profile.timeline is not None:
        lines.append(_timeline(profile.timeline))
    return "\n".join(lines)


def _timeline(timeline: Timeline) -> str:
    unit = {"numbers": "", "months": " months"}.get(timeline.unit, " seconds")
    rhythm = f"{timeline.step:g}{unit} apart" if timeline.step else "without a rhythm"
    named = f"named by {_listed(timeline.keys)}" if timeline.keys else "alone"
    return (
        f"series in time: {timeline.series}, {named}; {timeline.steps} steps of {timeline.time}, {rhythm}, "
        f"{timeline.regular:.1%} of neighbours one step; "
        f"a row of test.csv lies up to {timeline.horizon} steps after the last known value of its series, {timeline.new:.1%} are of new series"
    )


def _size(media: MediaProfile) -> str:
    if media.kind == "signal":
        rate = f" at {media.rate:g} a second" if media.rate else ""
        return f"{media.samples} samples{rate} (the longest has {media.samples_max}), {media.channels} channels"
    return f"{media.width} x {media.height} pixels, {media.channels} channels"


def _columns(profile: Profile) -> str:
    shown = [_column(column) for column in profile.columns[:_COLUMNS_MAX]]
    left = len(profile.columns) - len(shown)
    return "\n".join([*shown, *([f"and {left} more columns"] if left > 0 else [])]) or "(none)"


def _column(column: Column) -> str:
    parts = [f"{column.name}: {column.kind}", f"missing {column.missing:.1%}", f"{column.distinct} distinct"]
    if column.words:
        parts.append(f"{column.words:.1f} words")
    if column.lower is not None and column.upper is not None:
        parts.append(f"from {column.lower:.6g} to {column.upper:.6g}, skew {column.skew:.2f}")
    return ", ".join(parts)


def _listed(names: Iterable[str]) -> str:
    every = list(names)
    left = len(every) - _NAMES_MAX
    return ", ".join(every[:_NAMES_MAX]) + (f" and {left} more" if left > 0 else "")
