"""LightGBM with its defaults: strings become categories of its own kind, nothing else is done."""

import lightgbm as lgb
import numpy as np
import pandas as pd

from benchmarks.peers.contestants.reading import order, table, write


def main() -> None:
    """Fit once, and predict."""
    asked = order()
    read = table(asked)
    train, test = read.train.copy(), read.test.copy()
    for name in train:
        if train[name].dtype == object:
            kinds = pd.CategoricalDtype(sorted(set(train[name].dropna().astype(str))))
            train[name], test[name] = (side[name].map(lambda value: value if pd.isna(value) else str(value)).astype(kinds) for side in (train, test))
    settings = {"random_state": asked.given["seed"], "n_jobs": asked.given["cpus"], "verbose": -1}
    predicted: dict[str, np.ndarray] = {}
    classes: list[str] = []
    for name, y in read.targets.items():
        if read.classes:
            model = lgb.LGBMClassifier(**settings).fit(train, y)
            predicted[name], classes = np.asarray(model.predict_proba(test)), list(model.classes_)
        else:
            predicted[name] = np.asarray(lgb.LGBMRegressor(**settings).fit(train, y).predict(test))
    write(asked, predicted, classes)


if __name__ == "__main__":
    main()
