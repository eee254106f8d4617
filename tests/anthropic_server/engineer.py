"""A scripted Claude that does the whole work: plans, writes and edits code that runs, makes a mistake and mends it, sums up, and words skills.

It knows a run by what the user's turns of a request say of it, and nothing else.
"""

import json
import re

from tests.anthropic_server.lines import EMPTY
from tests.anthropic_server.values import Body, Said

DRAFT = '''\
"""{title}."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
from {module} import {model}

FOLDER = Path(os.environ["INPUT"])
SEED = int(os.environ["SEED"])


def numbers(table, columns):
    """Columns as numbers, gaps filled with the middle value."""
    values = table[columns].apply(pd.to_numeric, errors="coerce")
    return values.fillna(values.median()).fillna(0.0).to_numpy(float)


train = pd.read_csv(FOLDER / "train.csv")
test = pd.read_csv(FOLDER / "test.csv")
sample = pd.read_csv(FOLDER / "sample_submission.csv")
identity, target = sample.columns[0], sample.columns[1]
columns = [name for name in train.columns if name in test.columns and name != identity]
model = {model}({settings})
labels = train[target].to_numpy(float)
model.fit(numbers(train, columns), labels)
predictions = model.predict(numbers(test, columns))
low, high = labels.min(), labels.max()
pd.DataFrame({{identity: test[identity], target: np.clip(predictions, low, high)}}).to_csv(os.environ["OUTPUT"], index=False)
'''
DRAFTS = (
    {"title": "A ridge on plain numbers", "module": "sklearn.linear_model", "model": "Ridge", "settings": "alpha=1.0"},
    {"title": "A single split", "module": "sklearn.tree", "model": "DecisionTreeRegressor", "settings": "max_depth=1, random_state=SEED"},
    {
        "title": "A small forest",
        "module": "sklearn.ensemble",
        "model": "ExtraTreesRegressor",
        "settings": "n_estimators=3, max_depth=1, random_state=SEED",
    },
)
LOG = [
    {"search": "model.fit(numbers(train, columns), labels)", "replace": "model.fit(numbers(train, columns), np.log1p(labels))"},
    {"search": "predictions = model.predict(numbers(test, columns))", "replace": "predictions = np.expm1(model.predict(numbers(test, columns)))"},
]
BROKEN = [{"search": "SEED = int(os.environ", "replace": 'MISSING = int(os.environ["NOT_THERE"])\nSEED = int(os.environ'}]
NOTHING = [{"search": "fillna(0.0)", "replace": "fillna(0.5)"}]


TASK = re.compile(r"^# Task: (write trial (\d+), an? (\w+)|plan|summarise|distil|word|reconcile)", re.MULTILINE)


def user_text(body: Body) -> str:
    """All that the user's turns say."""
    return "\n".join(block["text"] for turn in body["messages"] if turn["role"] == "user" for block in turn["content"])


class Engineer:
    """Says what a request asks for. `asked` counts the requests by task."""

    def __init__(self) -> None:
        """Begin."""
        self.asked: dict[str, int] = {}

    def __call__(self, body: Body) -> Said:
        """The reply."""
        text = user_text(body)
        found = TASK.findall(text)
        whole, trial, made = found[-1]
        task = made or whole
        self.asked[task] = self.asked.get(task, 0) + 1
        reply = self._reply(task, int(trial or 0), text)
        return Said(text=json.dumps(reply if task in ("distil", "word", "reconcile") else EMPTY | reply))

    def _reply(self, task: str, trial: int, text: str) -> dict[str, object]:
        if task == "draft":
            parts = DRAFTS[(trial - 1) % len(DRAFTS)]
            return {"title": parts["title"], "code": DRAFT.format(**parts)}
        return self._improvement(text) if task == "improvement" else LINES[task]

    def _improvement(self, text: str) -> dict[str, object]:
        """First what helps, then what breaks, then what does nothing."""
        if "cause log-target" in text and "cause new:broken-setting" in text:
            number = self.asked["improvement"]
            edits = [{"search": "fillna(0.0)", "replace": f"fillna(0.{number})"}]
            return {"title": "Fill gaps with another value", "cause": "other-filling", "edits": edits}
        if "cause log-target" in text:
            return {"title": "A setting from outside", "cause": "broken-setting", "edits": BROKEN}
        return {"title": "Train on the logarithm of the target", "cause": "log-target", "edits": LOG}


LEARNING = {
    "technique": "log-target",
    "title": "The logarithm of a long-tailed target",
    "when": "The target is positive and its largest values are many times the middle one.",
    "when_not": "The target is close to symmetric.",
    "instructions": "Fit on log1p of the target and take expm1 of the predictions.",
    "sign": "helps",
    "tier": "domain",
}
LINES: dict[str, dict[str, object]] = {
    "repair": {"title": "Without the missing variable", "edits": [{"search": BROKEN[0]["replace"], "replace": BROKEN[0]["search"]}]},
    "plan": {
        "headings": [
            {
                "title": "The target's scale",
                "ideas": [{"technique": "log-target", "text": "Fit on log1p of the target, and take expm1 of the predictions."}],
            },
            {"title": "Gaps", "ideas": [{"technique": "", "text": "Fill gaps with 0.5 where a column has no middle value."}]},
        ]
    },
    "summarise": {"adopted": ["log-target"], "dead_ends": ["other-filling"], "text": "A linear model, best on the logarithm of the target."},
    "distil": {"learnings": [LEARNING]},
    "word": {
        "title": "Use logarithms of long-tailed targets",
        "when": "Targets are positive, and a few of them are very large.",
        "when_not": "Targets are symmetric, or below zero.",
        "instructions": "Apply log1p before the fit and expm1 to what it predicts.",
    },
    "reconcile": {"found": False, "condition": {"field": "skew", "comparison": "below", "value": 0.0}, "text": ""},
}
