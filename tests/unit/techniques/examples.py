"""Small competitions with everything in them that breaks careless solutions, and a way to run many solutions quickly."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd

from haste.competitions.profile import profile
from haste.domains import registry as domains
from haste.evaluation import class_shares, metrics, submissions
from haste.techniques import registry
from haste.techniques.blueprint import Blueprint
from haste.techniques.fitting import holds_together, started
from haste.techniques.rendering import render
from haste.techniques.task import Task
from haste.vocabulary.competition import Competition
from haste.vocabulary.ids import CompetitionId
from haste.vocabulary.scales import AnswerForm
from haste.vocabulary.solution import Resources
from tests.unit.techniques import pictures, recordings

RESOURCES = Resources(cpus=1, memory_bytes=2**30, time_limit_s=60.0)
ROWS, TEST_ROWS = 150, 40
SPECIES = ("ant", "bee", 'cat "big"', "dog's")
NAMESAKES = (*SPECIES[1:], "id")  # the ants are called what the id column is called

# name: domain, metric, form, targets, answer columns, classes
_CASES: dict[str, tuple[str, str, AnswerForm, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "price": ("tabular", "rmse", AnswerForm.VALUE, ("price",), ("price",), ()),
    "count": ("tabular", "rmsle", AnswerForm.VALUE, ("price",), ("price",), ()),
    "distance": ("tabular", "mae", AnswerForm.VALUE, ("price",), ("price",), ()),
    "two-prices": ("tabular", "rmse", AnswerForm.VALUE, ("price", "weight"), ("weight", "price"), ()),
    "flags": ("tabular", "auc", AnswerForm.VALUE, ("sold", "late"), ("sold", "late"), ()),
    "sold": ("tabular", "auc", AnswerForm.PROBABILITY, ("sold",), ("sold",), ("0", "1")),
    "truth": ("tabular", "log_loss", AnswerForm.PROBABILITY, ("truth",), ("truth",), ("False", "True")),
    "species": ("tabular", "multiclass_log_loss", AnswerForm.CLASS_PROBABILITIES, ("species",), SPECIES, SPECIES),
    "species-label": ("tabular", "macro_f1", AnswerForm.LABEL, ("species",), ("species",), SPECIES),
    "grade": ("tabular", "qwk", AnswerForm.LABEL, ("grade",), ("grade",), ("1", "2", "3", "10")),
    "text-sold": ("text", "auc", AnswerForm.PROBABILITY, ("sold",), ("sold",), ("0", "1")),
    "text-species": ("text", "multiclass_log_loss", AnswerForm.CLASS_PROBABILITIES, ("species",), SPECIES, SPECIES),
    "text-label": ("text", "macro_f1", AnswerForm.LABEL, ("species",), ("species",), NAMESAKES),
    "text-price": ("text", "rmse", AnswerForm.VALUE, ("price",), ("price",), ()),
    "image-label": ("image", "macro_f1", AnswerForm.LABEL, ("species",), ("species",), SPECIES),
    "image-price": ("image", "rmse", AnswerForm.VALUE, ("price",), ("price",), ()),
    "image-species": ("image", "multiclass_log_loss", AnswerForm.CLASS_PROBABILITIES, ("species",), SPECIES, SPECIES),
    "image-flags": ("image", "auc", AnswerForm.VALUE, ("sold", "late"), ("sold", "late"), ()),
    "signal-label": ("signal", "macro_f1", AnswerForm.LABEL, ("species",), ("species",), SPECIES),
    "signal-price": ("signal", "rmse", AnswerForm.VALUE, ("price",), ("price",), ()),
    "signal-species": ("signal", "multiclass_log_loss", AnswerForm.CLASS_PROBABILITIES, ("species",), SPECIES, SPECIES),
    "signal-flags": ("signal", "auc", AnswerForm.VALUE, ("sold", "late"), ("sold", "late"), ()),
    "series-price": ("forecasting", "rmse", AnswerForm.VALUE, ("price",), ("price",), ()),
    "series-count": ("forecasting", "rmsle", AnswerForm.VALUE, ("price",), ("price",), ()),
    "series-two": ("forecasting", "mae", AnswerForm.VALUE, ("price", "weight"), ("weight", "price"), ()),
    "series-sold": ("forecasting", "auc", AnswerForm.PROBABILITY, ("sold",), ("sold",), ("0", "1")),
}
CASES = tuple(_CASES)
_MEDIA = {  # how rows name their images or signals
    "image-label": "id",
    "image-price": "picture",
    "image-species": "id",
    "image-flags": "id",
    "signal-price": "recording",
    "signal-species": "id",
    "signal-flags": "id",
}


def task_in(folder: Path, case: str) -> Task:
    """Write the case's files, and say what it is."""
    domain, metric, form, target, answer_columns, classes = _CASES[case]
    frame = _frame(domain, folder, case)
    if classes == NAMESAKES:
        frame["species"] = frame["species"].replace(SPECIES[0], NAMESAKES[-1])
    train, test = frame.iloc[:ROWS], frame.iloc[ROWS:].drop(columns=["price", "weight", "sold", "late", "truth", "species", "grade"])
    unwanted = {"price", "weight", "sold", "late", "truth", "species", "grade"} - set(target)
    folder.mkdir(parents=True, exist_ok=True)
    train.drop(columns=sorted(unwanted)).to_csv(folder / "train.csv", index=False)
    test.to_csv(folder / "test.csv", index=False)
    sample = pd.DataFrame({"id": test["id"].iloc[::-1]}).assign(**dict.fromkeys(answer_columns, classes[0] if form is AnswerForm.LABEL else 0.25))
    sample.to_csv(folder / "sample_submission.csv", index=False)
    competition = Competition(
        id=CompetitionId(case),
        name=f'The "{case}" case\n',
        domain=domain,
        metric=metrics.resolve(metric),
        form=form,
        id_column="id",
        target=target,
        answer_columns=answer_columns,
        media=_MEDIA.get(case, ""),
        classes=classes,
        public=str(folder),
        digest="0" * 64,
    )
    return Task(competition=competition, profile=profile(competition))


def run_all(folder: Path, solutions: Sequence[tuple[Task, Blueprint]]) -> list[str]:
    """Run each solution, all in one process; what is wrong with any of them, in words."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (task, blueprint) in enumerate(solutions):
        (folder / f"solution-{number}.py").write_text(render(blueprint, task, resources=RESOURCES, seed=4_000_000_000))
    runner = Path(__file__).with_name("running.py")
    command = [
        sys.executable,
        "-W",
        "error::DeprecationWarning",
        "-W",
        "error::FutureWarning",
        str(runner),
        str(folder),
        *(task.competition.public for task, _ in solutions),
    ]
    hurried = {"OMP_NUM_THREADS": "1", "TIME_LIMIT_S": "1"}  # networks train for a moment only
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **hurried})
    if done.returncode:
        return [done.stderr[-3000:]]
    errors: list[str] = json.loads(done.stdout.splitlines()[-1])
    wrong = []
    for number, ((task, blueprint), error) in enumerate(zip(solutions, errors, strict=True)):
        verdict = error or _verdict(folder / f"submission-{number}.csv", task) or _disagreement(folder, number, task, blueprint)
        if verdict:
            wrong.append(f"{task.competition.id} {msgspec.json.encode(blueprint).decode()}: {verdict}")
    return wrong


def seemingly_large(task: Task) -> Task:
    """The same task, whose profile says that there are thousands of rows: then techniques for large data apply too."""
    rows = 1500 if task.competition.domain in ("image", "signal") else 5000  # copies of more images or signals than that are too many
    return msgspec.structs.replace(task, profile=msgspec.structs.replace(task.profile, rows=rows))


def drafts(task: Task) -> list[Blueprint]:
    """The first variant of each approach of the task's domain that fits the task."""
    found: dict[str, Blueprint] = {}
    for approach in domains.find(task.competition.domain).approaches:
        for variant in approach.variants:
            draft = started(task, approach.name, variant)
            if approach.name not in found and holds_together(task, draft):
                found[approach.name] = draft
    return list(found.values())


def _verdict(submission: Path, task: Task) -> str:
    wanted = pd.read_csv(Path(task.competition.public) / "sample_submission.csv", dtype=str)[task.competition.id_column]
    table = submissions.read(submission.read_bytes(), task.competition)
    if list(table[task.competition.id_column]) != list(wanted):
        return "ids differ from the sample's"
    submissions.predictions(submissions.in_order_of(wanted, table), task.competition)
    return ""


def _disagreement(folder: Path, number: int, task: Task, blueprint: Blueprint) -> str:
    """What is wrong with the class shares of a solution: labels that were chosen by them have the largest."""
    written, numbers = folder / f"shares-{number}.csv", any(registry.find(slug).regresses for slug in blueprint.answers)
    if written.exists() == (task.form is not AnswerForm.LABEL or numbers):
        return f"class shares: {'written' if written.exists() else 'not written'}"
    if not written.exists():
        return ""
    submission = submissions.read((folder / f"submission-{number}.csv").read_bytes(), task.competition)
    shares = class_shares.read(written.read_bytes(), submission, task.competition)
    said = submissions.predictions(submission, task.competition)
    return "" if (np.array(task.competition.classes)[shares.argmax(axis=1)] == said).all() else "class shares speak for other labels"


def _frame(domain: str, folder: Path, case: str) -> pd.DataFrame:
    match domain:
        case "text":
            return _texts()
        case "image":
            return _images(folder, case)
        case "signal":
            return _signals(folder, case)
        case "forecasting":
            return _series()
        case _:
            return _table()


def _table() -> pd.DataFrame:
    rng = np.random.default_rng(7)
    rows = ROWS + TEST_ROWS
    size = rng.lognormal(2, 1, rows)
    color = rng.choice(np.array(["red", "green", "blue, dark", None], dtype=object), rows)
    frame = _targets(rng, np.log(size) + (color == "red"))
    frame.insert(0, "id", [f"{number:05d}" for number in range(rows)])
    frame["size"] = np.where(rng.random(rows) < 0.2, "unknown", size.round(3).astype(str))
    frame["height"] = np.where(rng.random(rows) < 0.1, np.nan, rng.normal(0, 1, rows))
    frame["endless"] = np.where(rng.random(rows) < 0.1, np.inf, 10 ** rng.uniform(-5, 300, rows))
    frame["nothing"] = np.nan
    frame["nothing in training"] = np.where(np.arange(rows) < ROWS, np.nan, 1.0)
    frame["always"] = "x"
    frame["color"] = color
    frame["town"] = np.where(np.arange(rows) < ROWS, rng.choice([f"town {n}" for n in range(40)], rows), "a new town")
    frame["new"] = rng.choice([True, False], rows)
    frame["day"] = pd.Series(pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 900, rows), "D")).dt.strftime("%d.%m.%Y")
    frame.loc[::25, "day"] = "soon"
    frame["key"] = [f"k{number * 7919 % 104729:x}" for number in range(rows)]
    frame['a "quoted", name'] = rng.geometric(0.3, rows)
    frame["note"] = _sentences(rng, frame["species"])
    return frame


def _texts() -> pd.DataFrame:
    rng = np.random.default_rng(8)
    rows = ROWS + TEST_ROWS
    frame = _targets(rng, rng.normal(0, 1, rows))
    frame.insert(0, "id", [f"row-{number}" for number in range(rows)])
    frame["note"] = _sentences(rng, frame["species"])
    frame.loc[::17, "note"] = None
    frame["shop"] = rng.choice(["north", "south", "west"], rows)
    frame["stars"] = rng.integers(1, 6, rows)
    return frame


def _images(folder: Path, case: str) -> pd.DataFrame:
    """Images of all kinds by id, of all kinds by path beside a table, large colours, and four bands of a few pixels."""
    rng = np.random.default_rng(9)
    rows = ROWS + TEST_ROWS
    strength = rng.uniform(0, 1, rows)
    frame = _targets(rng, strength)
    frame["species"] = np.array(SPECIES)[np.digitize(strength, [0.3, 0.6, 0.99])]
    names = [f"{number:04d}" for number in range(rows)]
    frame.insert(0, "id", names)
    for part, rows_of in (("train", slice(None, ROWS)), ("test", slice(ROWS, None))):
        if case == "image-species":
            pictures.of_one_kind(folder / part, names[rows_of], strength[rows_of], side=60, channels=3)
        elif case == "image-flags":
            pictures.of_one_kind(folder / part, names[rows_of], strength[rows_of], side=3, channels=4)
        else:
            suffixes = pictures.of_all_kinds(folder / part, names[rows_of], strength[rows_of])
            paths = [f"{part}/{name}{suffix}" for name, suffix in zip(names[rows_of], suffixes, strict=True)]
            frame.loc[frame.index[rows_of], "picture"] = paths
    if case == "image-price":
        frame["shop"] = rng.choice(["north", "south", "west"], rows)
        frame["stars"] = rng.integers(1, 6, rows)
        frame["day"] = "2020-01-01"
    return frame if case == "image-price" else frame.drop(columns="picture", errors="ignore")


def _signals(folder: Path, case: str) -> pd.DataFrame:
    """Numbered columns with gaps, files of all kinds at paths beside a table, sounds, and short signals of one form."""
    rng = np.random.default_rng(10)
    rows = ROWS + TEST_ROWS
    strength = rng.uniform(0, 1, rows)
    frame = _targets(rng, strength)
    frame["species"] = np.array(SPECIES)[np.digitize(strength, [0.3, 0.6, 0.99])]
    names = [f"{number:04d}" for number in range(rows)]
    frame.insert(0, "id", names)
    if case == "signal-label":
        return pd.concat([frame, pd.DataFrame(recordings.in_columns(strength, samples=70))], axis=1)
    for part, rows_of in (("train", slice(None, ROWS)), ("test", slice(ROWS, None))):
        if case == "signal-species":
            recordings.sounds(folder / part, names[rows_of], strength[rows_of])
        elif case == "signal-flags":
            recordings.of_one_kind(folder / part, names[rows_of], strength[rows_of], samples=40, channels=6)
        else:
            suffixes = recordings.of_all_kinds(folder / part, names[rows_of], strength[rows_of])
            frame.loc[frame.index[rows_of], "recording"] = [f"{part}/{name}{suffix}" for name, suffix in zip(names[rows_of], suffixes, strict=True)]
    if case == "signal-price":
        frame["shop"] = rng.choice(["north", "south", "west"], rows)
        frame["stars"] = rng.integers(1, 6, rows)
    return frame


def _series() -> pd.DataFrame:
    """Days of two shops, with a year between the first and the others, a day without a date, a covariate with gaps, and a shop that is new."""
    rng = np.random.default_rng(11)
    rows = ROWS + TEST_ROWS
    day = np.arange(rows) // 2 + np.where(np.arange(rows) // 2 >= 30, 365, 0)
    strength = 1 + 0.002 * day + 0.5 * (day % 7 == 5) + rng.normal(0, 0.1, rows)
    frame = _targets(rng, strength)
    frame.insert(0, "id", np.arange(rows))
    frame["day"] = pd.Series(pd.Timestamp("2020-01-01") + pd.to_timedelta(day, "D")).dt.strftime("%d.%m.%Y")
    frame["shop"] = np.where(np.arange(rows) % 2 == 0, "north", "south")
    frame.loc[rows - 3 :, "shop"] = "new"
    frame.loc[[7, rows - 8], "day"] = "soon"
    frame["rain"] = np.where(rng.random(rows) < 0.1, np.nan, rng.normal(0, 1, rows))
    return frame


def _targets(rng: np.random.Generator, strength: np.ndarray) -> pd.DataFrame:
    rows = len(strength)
    species = np.array(SPECIES)[rng.choice(3, rows, p=[0.5, 0.3, 0.2])].astype(object)
    species[[3, 9]] = SPECIES[3]  # a class with two rows
    return pd.DataFrame(
        {
            "price": np.exp(strength + rng.normal(0, 0.3, rows)).round(4),
            "weight": (-strength).round(4),
            "sold": (strength + rng.normal(0, 1, rows) > strength.mean()).astype(int),
            "late": rng.integers(0, 2, rows),
            "truth": strength + rng.normal(0, 1, rows) > strength.mean(),
            "species": species,
            "grade": np.array(["1", "2", "3", "10"], dtype=object)[np.clip(strength.astype(int), 0, 3)],
        }
    )


def _sentences(rng: np.random.Generator, labels: pd.Series) -> list[str]:
    words = np.array(["the", "a", "house", "tree", "walks", "Sleeps!", "42", "http://x.y", "never", "caf\u00e9", "\U0001f600", "good", "bad"])
    return [" ".join([*rng.choice(words, rng.integers(3, 12)), str(label)[:2]]) for label in labels]
