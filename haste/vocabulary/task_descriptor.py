"""A competition in a few plain words: what briefs are matched to skills by, and what a recipe is found by."""

from collections.abc import Iterator

from haste.vocabulary.competition import Competition, MediaProfile, Profile
from haste.vocabulary.scales import AnswerForm, ColumnKind, TargetKind

_ROWS = ((1_000, "Few rows: hundreds"), (10_000, "Some thousand rows"), (100_000, "Many rows: tens of thousands"))
_MOST_ROWS = "Very many rows: a hundred thousand or more"
_COLUMNS = ((1, "one column"), (20, "few columns"), (200, "dozens of columns"))
_MOST_COLUMNS = "many columns: hundreds or more"
_KINDS = {
    ColumnKind.NUMERIC: "numbers",
    ColumnKind.CATEGORICAL: "categories",
    ColumnKind.TEXT: "text",
    ColumnKind.DATE: "dates",
}
_FORMS = {
    AnswerForm.VALUE: "",
    AnswerForm.LABEL: ", labels are asked for",
    AnswerForm.PROBABILITY: ", probabilities are asked for",
    AnswerForm.CLASS_PROBABILITIES: ", probabilities of classes are asked for",
    AnswerForm.RANKED_LABELS: ", labels are asked for, best first",
    AnswerForm.MASK: ", masks of pixels are asked for",
    AnswerForm.TEXT: ", texts are asked for",
}
_DOZENS = 12  # classes
_LONG_TAIL = 1.0  # sample skewness: that of an exponential distribution is 2, that of a normal one 0
_RARE = 0.1  # share of rows
_LONG_TEXT_WORDS = 20.0
_SMALL_PIXELS = 64  # a side
_LARGE_PIXELS = 256
_SHORT_SAMPLES = 128
_LONG_SAMPLES = 4096


def task_descriptor(competition: Competition, profile: Profile) -> str:
    """The task in words: domain, metric, what is predicted, rough sizes, kinds of columns and media.

    No name of a column and nothing of the description: two competitions that are alike read alike.
    """
    return " ".join(f"{sentence}." for sentence in _sentences(competition, profile))


def _sentences(competition: Competition, profile: Profile) -> Iterator[str]:
    domains = ", ".join((competition.domain, *competition.also))
    yield f"Domain {domains}: {_predicted(profile)}{_FORMS[competition.form]}, scored by {competition.metric.name.replace('_', ' ')}"
    rows = next((words for below, words in _ROWS if profile.rows < below), _MOST_ROWS)
    if profile.columns:
        yield f"{rows}, {next((words for most, words in _COLUMNS if len(profile.columns) <= most), _MOST_COLUMNS)}"
    else:
        yield rows
    kinds = [words for kind, words in _KINDS.items() if any(column.kind is kind for column in profile.columns)]
    if kinds:
        yield f"Columns hold {', '.join(kinds)}"
    if any(column.missing for column in profile.columns):
        yield "Some values are missing"
    texts = [column.words for column in profile.columns if column.kind is ColumnKind.TEXT]
    if texts:
        yield "Texts are long" if max(texts) >= _LONG_TEXT_WORDS else "Texts are short"
    if profile.target_kind is TargetKind.REGRESSION:
        if abs(profile.target.skew) >= _LONG_TAIL:
            yield "The target has a long tail"
    elif profile.rarest_class < _RARE:
        yield "Classes are uneven, some are rare"
    if profile.series:
        yield f"Columns are samples of {'a signal' if len(profile.series) == 1 else 'several signals'}"
    if profile.media:
        yield from _media(profile.media)


def _predicted(profile: Profile) -> str:
    match profile.target_kind:
        case TargetKind.REGRESSION:
            return "regression, numbers are predicted"
        case TargetKind.BINARY:
            return "classification, two classes are told apart"
        case TargetKind.MULTICLASS:
            return f"classification, {'dozens of' if profile.classes >= _DOZENS else 'several'} classes are told apart"


def _media(media: MediaProfile) -> Iterator[str]:
    if media.kind == "signal":
        length = "short" if media.samples < _SHORT_SAMPLES else "long" if media.samples >= _LONG_SAMPLES else "middle-sized"
        yield f"Signals are {length} and of {'one channel' if media.channels == 1 else 'several channels'}"
        return
    side = max(media.width, media.height)
    size = "small" if side <= _SMALL_PIXELS else "large" if side >= _LARGE_PIXELS else "middle-sized"
    yield f"{media.kind.title()}s are {size} and {'grey' if media.channels == 1 else 'coloured'}"
