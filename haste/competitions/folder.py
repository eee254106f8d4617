"""Reads a competition's folder: finds the files, sees that they fit together, infers what nobody said."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from haste.competitions import config as configs
from haste.competitions import (
    declaring,
    finding_media,
    finding_series,
    fit,
    inference,
    layout,
    like_labels,
    missing_words,
    other_files,
    standings,
    timelines,
)
from haste.competitions.config import Config
from haste.competitions.inference import Tables
from haste.competitions.layout import Layout
from haste.competitions.missing_words import Word
from haste.competitions.profile import looked_at
from haste.evaluation import declared, media, tables
from haste.vocabulary.competition import Competition, Relation, Series
from haste.vocabulary.ids import CompetitionId, slug
from haste.vocabulary.scales import AnswerForm


def load(folder: Path) -> Competition:
    """Read the competition in a folder. The folder is never written to, and its private part never looked at.

    Args:
        folder: One that holds prepared/public, or public, or the files themselves.

    Raises:
        CompetitionError: Files are missing, or do not fit together; the message says which, where, and what to do.
        MetricError: config.yaml names a metric that is not known.
        SlugError: config.yaml gives an id that is no slug.
    """
    found = layout.find(folder)
    return read(found, configs.read(found.config))


def inferred(folder: Path) -> tuple[str, ...]:
    """What config.yaml leaves open and the files answered, and what was done to them, as sentences for a person."""
    found = layout.find(folder)
    said = configs.read(found.config)
    competition = read(found, said)
    seen = looked_at(competition)
    relation, leaks = seen.relation, seen.leaks
    remarks = list(said.notes)
    if not said.target:
        remarks.append(f"target: {', '.join(competition.target)}")
    remarks += missing_words.remarks(_words(competition, said))
    remarks += like_labels.remarks(competition.classes)
    if not said.metric_name:
        remarks.append(f"metric: {competition.metric.name} ({competition.metric.direction})")
    if not said.id_column:
        remarks.append(f"id column: {competition.id_column}")
    if not said.domain:
        remarks.append(f"domain: {competition.domain}")
    remarks += timelines.remarks(seen.timeline)
    if competition.media:
        remarks.append(
            f"{_kind(competition)}s: {'named by ids' if competition.media == media.BY_ID else f'at the paths in column {competition.media!r}'}"
        )
    remarks += declaring.remarks(competition, said) if declared.holds(competition) else other_files.remarks(competition, found, said)
    if seen.series:
        remarks.append(f"signals in numbered columns: {', '.join(map(_described, seen.series[:6]))}{' and more' if len(seen.series) > 6 else ''}")
    if leaks:
        remarks.append(f"leak suspects, since they tell the target by themselves: {', '.join(leaks)}")
    if not said.split:
        remarks.append(f"split: {relation.kind}{f' by {relation.column}' if relation.column else ''}; {relation.because}")
    return (*remarks, _answers(competition))


def read(found: Layout, config: Config) -> Competition:
    """The same for files that were found already, with what a person said about them."""
    read_tables = _tables(found)
    fit.see_that_there_are_rows(read_tables)
    id_column = inference.id_column_of(read_tables, config)
    answered = declaring.answered(read_tables, id_column, config, found.public)  # None where solutions do not have to declare anything
    if answered is None:
        fit.see_that_ids_fit(read_tables, id_column)
    answer_columns = tuple(str(name) for name in read_tables.sample.columns if name != id_column)
    with_answers = answered or read_tables
    target = inference.target_of(with_answers, answer_columns, config)
    words = missing_words.found(with_answers.train, target, with_answers.sample[list(answer_columns)], config)
    with_answers = msgspec.structs.replace(with_answers, words=missing_words.labels_among(words))
    fit.see_that_targets_are_filled(with_answers, target)
    answers = inference.answers_of(with_answers, target, answer_columns, config)
    fit.see_that_labels_recur(with_answers, target, answers, config)
    fit.see_that_numbers_fit(with_answers, target, answers)
    fit.see_that_masks_fit(with_answers, target, answers)
    fit.see_that_directions_agree(answers, config, found.config)
    found_media = finding_media.find(read_tables, id_column, target, found.public)
    files = finding_media.described(found_media, found.public)
    standings.scores(found.leaderboard)
    others = (id_column, *target, media.column_of(found_media.media))
    features = [name for name in read_tables.test.columns if name in read_tables.train and name not in others]
    if not features and files is None and answered is None and not timelines.id_tells_time(read_tables.train, read_tables.test, features, id_column):
        raise fit.nothing_to_learn_from(read_tables, target, found.public)
    domain = inference.domain_of(read_tables, features, config, files=files, samples=_samples(read_tables, features))
    said_split = fit.split_of(read_tables, target, config)
    if (
        domain == "tabular"
        and not config.domain
        and answers.form is AnswerForm.VALUE
        and answered is None
        and _forecasts(read_tables, target, features, said_split, id_column)
    ):
        domain = "forecasting"
    competition = Competition(
        id=CompetitionId(slug(config.id, what="competition") if config.id else layout.slug_of(found.name)),
        name=config.name or found.name,
        domain=domain,
        also=config.also,
        metric=answers.metric,
        form=answers.form,
        id_column=id_column,
        target=target,
        answer_columns=answer_columns,
        classes=answers.classes,
        media=found_media.media,
        split=said_split,
        public=str(found.public),
        digest=layout.digest(found.public),
    )
    return declaring.shown(competition, found) if answered else other_files.shown(competition, found, config, found_media.paths)


def _answers(competition: Competition) -> str:
    if competition.form is AnswerForm.PROBABILITY:
        return f"answers: probability of {competition.classes[1]!r}, the other label being {competition.classes[0]!r}"
    return f"answers: {competition.form.replace('_', ' ')}"


def _words(competition: Competition, said: Config) -> tuple[Word, ...]:
    """Words among the labels that readers take for missing values, where there are any."""
    if not competition.classes:
        return ()
    public = Path(competition.public)
    rows = tables.read(public / (declared.ANSWERS if declared.apart(competition) else "train.csv"))
    return missing_words.found(rows, competition.target, tables.read(public / "sample_submission.csv")[list(competition.answer_columns)], said)


def _samples(read_tables: Tables, features: Sequence[str]) -> int:
    """How many of the features are samples of signals."""
    return sum(one.samples for one in finding_series.find(read_tables.train, features))


def _kind(competition: Competition) -> str:
    return media.kind_of(media.paths_of(tables.read(Path(competition.public) / "train.csv").head(1), "train", competition)[0])


def _described(series: Series) -> str:
    return f"{series.samples} columns {series.before}...{series.after}"


def _forecasts(read_tables: Tables, target: tuple[str, ...], features: Sequence[str], split: Relation | None, id_column: str) -> bool:
    labelled = read_tables.train[~tables.missing(read_tables.train[target[0]])]
    return timelines.forecast(labelled, read_tables.test, features, split, id_column=id_column, target=target[0])


def _tables(found: Layout) -> Tables:
    read_tables = [tables.read(found.public / f"{name}.csv") for name in ("train", "test", "sample_submission")]
    train, test, sample = read_tables
    return Tables(train=train, test=test, sample=sample, where=str(found.public))
