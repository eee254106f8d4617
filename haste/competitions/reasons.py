"""Why a competition's metric and domain are what they are, where nobody said them, and how to say otherwise."""

from haste.competitions.config import Config
from haste.evaluation import metrics
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import AnswerForm, TargetKind

_DOMAINS = {
    "image": "the image of a row holds more numbers than its other columns hold signs",
    "signal": "the signal of a row holds more numbers than its other columns hold signs, or most columns are samples of signals",
    "text": "running text makes up more than half of what the rows say",
    "forecasting": "rows to predict lie later in series whose points in time follow each other regularly",
    "tabular": "neither images nor signals nor running text make up most of what the rows say",
}


def reasons(said: Config, competition: Competition) -> tuple[str, ...]:
    """A sentence for each of the two that was inferred.

    Args:
        said: What a person said of the competition.
        competition: What was made of it.
    """
    sentences = []
    if not said.metric_name:
        metric = competition.metric
        sentences.append(f"metric: {metric.name} ({metric.direction}), usual for {_answers(competition)}; --metric NAME says otherwise")
    if not said.domain:
        sentences.append(f"domain: {competition.domain}, since {_DOMAINS[competition.domain]}; --domain NAME says otherwise")
    return tuple(sentences)


def _answers(competition: Competition) -> str:
    match competition.form:
        case AnswerForm.PROBABILITY:
            return "two labels"
        case AnswerForm.CLASS_PROBABILITIES:
            return f"a column for each of {len(competition.classes)} labels"
        case AnswerForm.LABEL:
            return f"{len(competition.classes)} labels" if len(competition.classes) > 2 else "two labels that are to be spelled"
        case AnswerForm.VALUE if competition.metric == metrics.default(TargetKind.BINARY):
            return f"{len(competition.target)} columns of 0 and 1, any of which may hold at once"
        case _:
            return "numbers"
