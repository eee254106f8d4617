"""FLAML's AutoML with its defaults, the metric passed where it knows it, and all the time that is left."""

import numpy as np
from flaml import AutoML

from benchmarks.peers.contestants.reading import order, table, write

METRICS = {
    "accuracy": "accuracy",
    "auc": "roc_auc",
    "balanced_accuracy": "accuracy",
    "f1": "f1",
    "log_loss": "log_loss",
    "macro_f1": "macro_f1",
    "mae": "mae",
    "mape": "mape",
    "mse": "mse",
    "multiclass_log_loss": "log_loss",
    "r2": "r2",
    "rmse": "rmse",
}
RESERVE = 0.1  # of the time left: it predicts and ends after its budget


def main() -> None:
    """Search until the time is over, and predict by the best model."""
    asked = order()
    read = table(asked)
    metric = METRICS.get(asked.given["metric"], "auto")
    predicted: dict[str, np.ndarray] = {}
    classes: list[str] = []
    for number, (name, y) in enumerate(read.targets.items()):
        model = AutoML()
        model.fit(
            X_train=read.train,
            y_train=y,
            task="classification" if read.classes else "regression",
            metric="roc_auc_ovr" if metric == "roc_auc" and y.nunique() > 2 else metric,
            time_budget=max(1.0, asked.seconds_left * (1 - RESERVE) / (len(read.targets) - number)),
            n_jobs=asked.given["cpus"],
            seed=asked.given["seed"],
            verbose=0,
            log_file_name="",
        )
        if read.classes:
            predicted[name], classes = np.asarray(model.predict_proba(read.test)), [str(label) for label in model.classes_]
        else:
            predicted[name] = np.asarray(model.predict(read.test))
    write(asked, predicted, classes)


if __name__ == "__main__":
    main()
