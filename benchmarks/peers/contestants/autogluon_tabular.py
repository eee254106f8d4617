"""AutoGluon's TabularPredictor with its defaults, the metric passed where it knows it, and all the time that is left. It reads text by itself."""

import tempfile

import numpy as np
from autogluon.tabular import TabularPredictor

from benchmarks.peers.contestants.reading import order, table, write

METRICS = {
    "accuracy": "accuracy",
    "auc": "roc_auc",
    "balanced_accuracy": "balanced_accuracy",
    "log_loss": "log_loss",
    "macro_f1": "f1_macro",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "mcc": "mcc",
    "mse": "mean_squared_error",
    "multiclass_log_loss": "log_loss",
    "qwk": "quadratic_kappa",
    "r2": "r2",
    "rmse": "root_mean_squared_error",
}
RESERVE = 0.1  # of the time left: it loads, predicts and ends after its limit


def main() -> None:
    """Fit until the time is over, and predict."""
    asked = order()
    read = table(asked, words=False)
    metric = METRICS.get(asked.given["metric"])
    predicted: dict[str, np.ndarray] = {}
    classes: list[str] = []
    for number, (name, y) in enumerate(read.targets.items()):
        kind = ("binary" if y.nunique() == 2 else "multiclass") if read.classes else "regression"
        with tempfile.TemporaryDirectory() as folder:
            model = TabularPredictor(
                label="target",
                problem_type=kind,
                eval_metric=None if metric == "roc_auc" and kind == "multiclass" else metric,
                path=folder,
                verbosity=0,
            )
            limit = max(1.0, asked.seconds_left * (1 - RESERVE) / (len(read.targets) - number))
            model.fit(read.train.assign(target=y.to_numpy()), time_limit=limit, num_cpus=asked.given["cpus"])
            if read.classes:
                found = model.predict_proba(read.test)
                predicted[name], classes = found.to_numpy(), [str(label) for label in found.columns]
            else:
                predicted[name] = model.predict(read.test).to_numpy()
    write(asked, predicted, classes)


if __name__ == "__main__":
    main()
