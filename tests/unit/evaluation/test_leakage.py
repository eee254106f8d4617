"""Checks of solutions: each kind of cheat or slip is found, and what is honest is left alone."""

from textwrap import dedent

import numpy as np
import pytest

from haste.errors import SubmissionError
from haste.evaluation import leakage
from haste.vocabulary.competition import Competition
from haste.vocabulary.scales import Reason, Suspect
from tests.unit.evaluation.examples import binary, csv, labelled, one_hot, regression, table

COMPETITION = regression()  # target y, ids in column id
READ = """
import pandas as pd
train, test = pd.read_csv("input/train.csv"), pd.read_csv("input/test.csv")
"""


def suspects(code: str, *, read: str = READ) -> tuple[Suspect, ...]:
    return leakage.of_source((dedent(read) + dedent(code)).encode(), COMPETITION)


FOUND = [
    ("model.fit(train, train['y'])", {Suspect.TARGET_IN_FEATURES, Suspect.ID_IN_FEATURES}),
    ("x = train.drop(columns=['id'])\nmodel.fit(x, train['y'])", {Suspect.TARGET_IN_FEATURES}),
    ("x = train.drop('y', axis=1).fillna(0)\nmodel.fit(x, train['y'])", {Suspect.ID_IN_FEATURES}),
    ("TARGET = 'y'\nx = train.drop(columns=[TARGET])\nmodel.fit(x.values, train[TARGET])", {Suspect.ID_IN_FEATURES}),
    ("y = train.pop('y')\nmodel.fit(train, y)", {Suspect.ID_IN_FEATURES}),
    ("del train['id']\nmodel.fit(X=train, y=1) if 0 else model.fit(train, 1)", {Suspect.TARGET_IN_FEATURES}),
    ("def work():\n    x = train.copy()\n    x.drop(columns=['id'], inplace=True)\n    model.fit(x, 1)\nwork()", {Suspect.TARGET_IN_FEATURES}),
    (
        "if True:\n    every = pd.concat([train.drop(columns=['id', 'y']), test.drop(columns=['id', 'y'])])\n    model.fit(every, y)",
        {Suspect.TEST_ROWS_IN_TRAIN},
    ),
    (
        "x = scaler.fit_transform(train.drop(columns=['id', 'y']))\na, b = train_test_split(x)\nmodel.fit(a, y)",
        {Suspect.FIT_BEFORE_SPLIT},
    ),
    ("x = encoder.fit_transform(train[['a']], train['y'])\nscore = cross_val_score(model, x, y)", {Suspect.FIT_BEFORE_SPLIT}),
    ("import requests", {Suspect.NETWORK}),
    ("from urllib.request import urlopen", {Suspect.NETWORK}),
    ("from urllib import request", {Suspect.NETWORK}),
    ("from huggingface_hub import snapshot_download", {Suspect.NETWORK}),
    ("import subprocess\nsubprocess.run(['pip', 'install', 'catboost'])", {Suspect.NETWORK}),
    ("import os\nos.system('wget http://answers')", {Suspect.NETWORK}),
]


@pytest.mark.parametrize(("code", "expected"), FOUND)
def test_what_looks_wrong_is_found(code: str, expected: set[Suspect]) -> None:
    assert set(suspects(code)) == expected


HONEST = [
    "x = train.drop(columns=['id', 'y'])\nmodel.fit(x, train['y'])",
    "DROP = ['id'] + ['y']\nx = train.drop(columns=DROP)\nmodel.fit(x, train['y'])",
    "features = [name for name in train if name not in ('id', 'y')]\nmodel.fit(train[features], train['y'])",
    "every = pd.concat([train, test])\nencoder.fit(every)\nx = every[:len(train)]\nmodel.fit(x, y)",
    "a, b = train_test_split(train)\nx = scaler.fit_transform(a)\nscore = model.score(x)",
    "x = scaler.fit_transform(train)\nx = train\na, b = train_test_split(x)",
    "import urllib.parse\nfrom http import HTTPStatus",
    "print('pip install is not called here')",
    "train = train[['a', 'b']]\nmodel.fit(train, y)",
    "x = train.drop(columns=columns_to_drop)\nmodel.fit(x, y)",
    "model.fit(train)",
]


@pytest.mark.parametrize("code", HONEST)
def test_what_is_honest_or_cannot_be_followed_is_left_alone(code: str) -> None:
    assert suspects(code) == ()


def test_a_table_that_cannot_be_followed_for_depth_is_left_alone() -> None:
    assert suspects("import requests\nx = train" + ".copy()" * 900) == (Suspect.NETWORK,)


@pytest.mark.parametrize(
    ("code", "unread"),
    [
        ('"""Trains on train.csv and predicts test.csv."""\nprint(1)', True),
        ("import pandas as pd\nsample = pd.read_csv('sample_submission.csv')", True),
        ("import pandas as pd\ntrain = pd.read_csv('train.csv')", True),
        ("import pandas as pd\ntrain, sample = pd.read_csv('train.csv'), pd.read_csv(path='sample_submission.csv')", False),
        ("from pathlib import Path\ntables = [open(p) for p in Path('input').glob('*.csv')]", False),
        ("for part in 'train', 'test':\n    open(f'input/{part}.csv')", False),
    ],
)
def test_input_that_is_never_read_is_noticed(code: str, unread: bool) -> None:  # noqa: FBT001 - a column of the table above
    assert (Suspect.UNUSED_INPUT in suspects(code, read="")) is unread


IDS = [f"r{number}" for number in range(100, 300)]


@pytest.mark.parametrize(
    "code",
    [
        f"answers = {dict.fromkeys(IDS[:60], 0.5)!r}",
        f"ids = {IDS[:60]!r}",
        f"text = {chr(10).join(f'{name},0.5' for name in IDS[:60])!r}",
    ],
    ids=["mapping", "list", "text"],
)
def test_a_file_that_names_test_rows_is_refused(code: str) -> None:
    with pytest.raises(SubmissionError, match="60 ids of test rows written in it, such as 'r100'") as caught:
        leakage.see_that_nothing_is_hard_coded(code.encode(), IDS)

    assert caught.value.reason == Reason.HARD_CODED


def test_numbers_all_over_a_file_are_no_list_of_answers() -> None:
    code = "\n".join(f"x{number} = {number}" for number in range(60))

    leakage.see_that_nothing_is_hard_coded(code.encode(), [str(row) for row in range(100)])


@pytest.mark.parametrize(("named", "rows"), [(19, 100), (60, 1000)])
def test_a_few_numbers_that_are_ids_too_are_chance(named: int, rows: int) -> None:
    leakage.see_that_nothing_is_hard_coded(f"grid = {list(range(named))}".encode(), [str(row) for row in range(rows)])


def rows(competition: Competition, *values: object, count: int = 12) -> bytes:
    return csv(id=range(count), **{name: [value] * count for name, value in zip(competition.answer_columns, values, strict=True)})


@pytest.mark.parametrize(
    ("competition", "values"), [(regression(), (0,)), (binary(), (0.5,)), (one_hot(), (0.25, 0.25, 0.5))], ids=["value", "probability", "classes"]
)
def test_the_sample_submission_is_no_answer(competition: Competition, values: tuple[object, ...]) -> None:
    sample = table(id=range(12), **{name: [value] * 12 for name, value in zip(competition.answer_columns, values, strict=True)})

    with pytest.raises(SubmissionError) as caught:
        leakage.see_that_it_is_no_placeholder(rows(competition, *values), sample, competition)
    assert caught.value.reason == Reason.PLACEHOLDER
    leakage.see_that_it_is_no_placeholder(rows(competition, *(value + 0.01 for value in values)), sample, competition)  # type: ignore[operator]  # numbers all


def test_the_most_frequent_label_may_be_that_of_the_sample() -> None:
    leakage.see_that_it_is_no_placeholder(rows(labelled(), "no"), table(id=range(12), y=["no"] * 12), labelled())


def test_a_constant_and_a_perfect_submission_are_marked() -> None:
    numbers, labels = np.arange(20.0)[:, None], np.array(["a", "b"] * 10, dtype=object)

    assert leakage.of_predictions(numbers, 0.25, regression()) == ()
    assert leakage.of_predictions(numbers, 0.0, regression()) == (Suspect.PERFECT,)
    assert leakage.of_predictions(numbers * 0, None, regression()) == (Suspect.CONSTANT,)
    assert leakage.of_predictions(labels, 1.0, labelled()) == (Suspect.PERFECT,)
    assert leakage.of_predictions(labels[::2], 0.5, labelled()) == (Suspect.CONSTANT,)
    assert leakage.of_predictions(numbers[:9] * 0, 0.0, regression()) == ()


def test_answers_that_do_not_depend_on_the_rows_are_the_same_on_every_fold() -> None:
    chance = np.random.default_rng(0).normal(size=30)
    one = csv(id=range(30), y=chance)

    assert leakage.same_everywhere(one, csv(id=range(100, 129), y=chance[:29]), COMPETITION)
    assert not leakage.same_everywhere(one, csv(id=range(30), y=chance[::-1]), COMPETITION)
    assert not leakage.same_everywhere(csv(id=range(30), y=[1] * 30), csv(id=range(30), y=[1] * 30), COMPETITION)
    assert not leakage.same_everywhere(one, b"nothing", COMPETITION)


def test_each_suspicion_is_told_once_in_the_order_of_the_list() -> None:
    assert leakage.in_order([Suspect.PERFECT, Suspect.NETWORK, Suspect.NETWORK]) == (Suspect.NETWORK, Suspect.PERFECT)
