"""The two functions of a solution that its techniques decide: which columns there are, and which models see them."""

from haste.techniques.blueprint import Blueprint, Setting
from haste.techniques.fitting import SEEDS, is_regression, parameters, reads_images, reads_past, reads_waves, seen
from haste.techniques.layout import call, enclosed, literal
from haste.techniques.picturing import BY_ID
from haste.techniques.registry import find
from haste.techniques.scaffold.copying import copies_by_row, over_copies, with_copies
from haste.techniques.scaffold.joining import (
    most_used_columns,
    side_by_side,
    side_by_side_level,
    side_by_side_sparse,
    standardised,
    with_values_behind,
)
from haste.techniques.scaffold.labels import seen_and_said
from haste.techniques.scaffold.numbered import read_numbered
from haste.techniques.scaffold.pictures import files_by_path, images_by_id, read_images
from haste.techniques.scaffold.recordings import read_recordings, signals_by_id
from haste.techniques.scaffold.weighing import weighed, weighed_out_of_fold
from haste.techniques.task import ABSOLUTE_ERRORS, Task
from haste.techniques.technique import Function, Technique, signature
from haste.techniques.waving import files_of
from haste.vocabulary.scales import AnswerForm

# What a technique's function may ask for, by the name of its parameter, and what the solution passes there.
GIVEN = {
    "train": "train",
    "test": "test",
    "numeric": "NUMERIC",
    "categorical": "CATEGORICAL",
    "dates": "DATES",
    "texts": "TEXTS",
    "signal": "signal",
    "images": "images",
    "images_test": "images_test",
    "waves": "waves",
    "waves_test": "waves_test",
    "lengths": "lengths",
    "lengths_test": "lengths_test",
    "rate": "RATE",
    "past": "past",
    "time": "TIME",
    "clock": "CLOCK",
    "seed": "SEED",
    "cpus": "CPUS",
    "terms": "(FORM, CPUS, SECONDS)",
    "means": "(CPUS, SECONDS)",
    "room": "(CPUS, MEMORY)",
    "x": "x",
    "y": "y",
    "x_test": "x_test",
    "fit": "fit_models",
    "predict": "predict",
    "seen": "seen",
    "y_seen": "y[rows]",
    "said": "said",
}
FIT_OVER_COPIES = '''\
def fit_models(x: np.ndarray, y: np.ndarray, x_test: np.ndarray) -> np.ndarray:
    """Train on all copies, and average over those of each test row; x has the shape (rows, copies, columns)."""
    return over_copies(fit_copies, x, y, x_test)'''
FIT_WEIGHED = '''\
def fit_models(x: {matrix}, y: np.ndarray, x_test: {matrix}) -> np.ndarray:
    """Train all models, and blend what they predict; those that do better on held-out rows count more."""
    return weighed(fit_each, x, y, x_test, SEED{power})'''
_AHEAD: dict[str, Setting] = {"penalty": 1.0}  # of series in time, where rows held out at random tell nothing of those ahead: not chosen on them
_LONG = 1000  # more columns than a line has: breaks a list that reads better one part a line


class Parts:
    """One blueprint on its way to text; `used` collects the functions that the text calls."""

    def __init__(self, blueprint: Blueprint, task: Task) -> None:
        """Look all names up."""
        self.task = task
        self.settings = blueprint.settings
        self.regression = is_regression(task, blueprint)
        self.features = [find(slug) for slug in blueprint.features]
        self.models = [find(slug) for slug in blueprint.models]
        self.target = find(blueprint.targets[0]) if blueprint.targets else None
        self.answer = find(blueprint.answers[0]) if blueprint.answers else None
        self.sparse = any(feature.sparse for feature in self.features)
        self.level = not self.sparse and any(feature.level for feature in self.features)
        self.pictured = reads_images(blueprint)
        self.waved = reads_waves(blueprint)
        self.images = [find(slug) for slug in blueprint.images] if self.pictured else []
        self.waves = [find(slug) for slug in blueprint.waves] if self.waved else []
        self.copies = [find(slug) for slug in blueprint.copies] if self.pictured or self.waved else []
        self.seen = "".join(seen(blueprint))
        self.matrix = "Matrix" if self.sparse else "np.ndarray"
        self.signal = any("signal" in parameters(feature) for feature in self.features)
        self.past = reads_past(blueprint)
        self.seeds = int(self.settings.get(SEEDS, 1))
        self.blended = self.seeds > 1 or len(self.models) > 1
        self.looks_back = self.answer is not None and "seen" in parameters(self.answer)  # at predictions out of fold
        can_tell = len(self.models) > 1 and not (self.copies or self.past or self.seen)  # its models apart, by rows that are held out
        self.by_model = can_tell and self.looks_back and self.target is None  # by those that the answer looks at
        self.weighs = self.by_model or (can_tell and not task.group_column)  # a quarter at random has rows of all groups
        self.used: list[Function] = []

    def build_features(self) -> str:
        """The function that builds all columns."""
        blocks = [self._block(feature) for feature in self.features]
        join: Function = side_by_side_sparse if self.sparse else side_by_side_level if self.level else side_by_side
        signal = (", signal: np.ndarray" if self.signal else "") + (", past: Past" if self.past else "")
        gives = "SparseBlock" if self.sparse else "Block" if blocks else "tuple[np.ndarray, np.ndarray]"
        head = (
            f"def build_features(train: pd.DataFrame, test: pd.DataFrame{signal}) -> {gives}:\n"
            '    """All columns that the models see, for the training and the test rows."""'
        )
        if blocks:
            self.used.append(join)
            joined = f"{join.__name__}(\n        {enclosed('[', blocks, ']', indent=8, used=_LONG)}\n    )"
        else:
            joined = "np.zeros((len(train), 1)), np.zeros((len(test), 1))"
        lines = [*self._pictures(), *self._waves()]
        if self.seen:
            self.used.append(with_values_behind)
            lines.append(f"    block = {joined}")
            joined = f"with_values_behind(block, {self.seen}, {self.seen}_test)"
        if self.copies:
            self.used += [with_copies, copies_by_row]
            return "\n".join([head, *lines, f"    block = {joined}", "    return copies_by_row(block, rows, rows_test)"])
        return "\n".join([head, *lines, f"    return {joined}"])

    def fit_models(self) -> str:
        """The functions that train all models and blend what they predict."""
        if self.weighs:
            return self._fit_each() if self.by_model else f"{self._fit_each()}\n\n\n{self._weigh()}"
        if self.blended:
            lines = [*self._calls(), "    return np.asarray(np.mean(predictions, axis=0))"]
            what = "Train all models, and average what they predict for the test rows."
        else:
            lines = [f"    return {self.call(self.models[0], indent=4, **self._view(self.models[0]))}"]
            what = "Train, and predict the test rows."
        if not self.copies:
            return self._fit("fit_models", lines, what=what)
        self.used.append(over_copies)
        return self._fit("fit_copies", lines, what=what) + "\n\n\n" + FIT_OVER_COPIES

    def _fit_each(self) -> str:
        lines = [*self._calls(), "    return predictions"]
        return self._fit("fit_each", lines, what="Train all models; what each of them predicts for the test rows.", gives="list[np.ndarray]")

    def _weigh(self) -> str:
        self.used.append(weighed)
        power = ", power=1" if self.task.metric in ABSOLUTE_ERRORS else ""
        return FIT_WEIGHED.format(matrix=self.matrix, power=power)

    def look_back(self) -> str:
        """The call that gives predictions out of fold and for the test rows; empty where the answer does not look at the former."""
        if not self.looks_back:
            return ""
        look: Function = weighed_out_of_fold if self.by_model else seen_and_said
        self.used.append(look)
        groups = ", groups=pd.factorize(train[GROUP])[0]" if self.task.group_column else ""
        predict = self.predict if not self.by_model else "fit_each" if self.regression else "predict_each"
        return f"{look.__name__}({predict}, x, {'y.astype(float)' if self.regression else 'y'}, x_test, SEED{groups})"

    @property
    def predict(self) -> str:
        """Name of the function that gives one prediction, or the probabilities of all classes, for each test row."""
        return "fit_models" if self.regression and self.target is None else "predict"

    def _fit(self, name: str, lines: list[str], *, what: str, gives: str = "np.ndarray") -> str:
        """A function that trains on columns as the models want them."""
        past = ", past: Past" if self.past else ""
        head = f"def {name}(x: {self.matrix}, y: np.ndarray, x_test: {self.matrix}{past}) -> {gives}:"
        return "\n".join([head, f'    """{what}"""', *self._views(), *lines])

    def _calls(self) -> list[str]:
        """Lines that collect the predictions of all models, of erratic ones the average over several seeds."""
        again = [model for model in self.models if self.seeds > 1 and model.erratic]
        calls = [self.call(model, indent=8, **self._view(model)) for model in self.models if model not in again]
        lines = [f"    predictions = {enclosed('[', calls, ']', indent=4, used=_LONG)}" if calls else "    predictions = []"]
        for model in again:
            one = self.call(model, indent=8, **self._view(model), seed="seed")
            lines += ["    several = []", f"    for seed in range(SEED, SEED + {self.seeds}):", f"        several.append({one})"]
            lines += ["    predictions.append(np.mean(several, axis=0))"]
        return lines

    @property
    def trainings(self) -> int:
        """How many trainings of models that take what time they get there are, apart from those that an answer asks for."""
        targets = len(self.task.competition.target) if self.task.form is AnswerForm.VALUE else 1
        timed = [model for model in self.models if not parameters(model).isdisjoint({"terms", "means"})]
        return targets * sum(self.seeds if model.erratic else 1 for model in timed) * (2 if self.weighs and not self.by_model else 1)

    def call(self, technique: Technique, *, indent: int, **instead: str) -> str:
        """A call of the technique's function, with what it asks for and with the settings that it understands."""
        entry = technique.entry(regression=self.regression)
        assert entry is not None, f"{technique.slug} has no function for this target"
        self.used.append(entry)
        passed = {**GIVEN, "metric": literal(self.task.metric), **instead}
        if self.past:
            passed |= {name: f"partial({passed[name]}, past=past)" for name in ("fit", "predict")}
        asked = [name for name in signature(entry).parameters if name in passed]
        understood = technique.accepts(regression=self.regression)
        usual = _AHEAD if self.task.in_time else {}
        settings = [f"{name}={literal(value)}" for name, value in sorted({**usual, **self.settings}.items()) if name in understood]
        return call(entry.__name__, [*(passed[name] for name in asked), *settings], indent=indent)

    def _block(self, feature: Technique) -> str:
        """The call of a feature; one whose columns have units of their own is brought to scale where the others are."""
        text = self.call(feature, indent=12)
        if not self.level or feature.level:
            return text
        self.used.append(standardised)
        return f"standardised(*{text})"

    def _pictures(self) -> list[str]:
        """Lines that read images, change them, and add copies."""
        if not self.pictured:
            return []
        self.used.append(read_images)
        lines = [self._files(images_by_id), "    images, images_test = read_images(files, files_test, SHAPE, CPUS)"]
        changed = [(self.call(change, indent=4), self.call(change, indent=4, images="images_test")) for change in self.images]
        lines += [f"    images, images_test = {of_train}, {of_test}" for of_train, of_test in changed]
        return [*lines, *self._copied("images")]

    def _waves(self) -> list[str]:
        """Lines that read signals, change them, and add copies."""
        if not self.waved:
            return []
        if files_of(self.task):
            self.used.append(read_recordings)
            lines, read = [self._files(signals_by_id)], "read_recordings(files, files_test, SHAPE, RATE, STEP, CPUS)"
        else:
            self.used.append(read_numbered)
            lines, read = [], "read_numbered(train, test, SERIES, SHAPE, STEP)"
        lines.append(f"    (waves, lengths), (waves_test, lengths_test) = {read}")
        for change in self.waves:
            changed = self.call(change, indent=4), self.call(change, indent=4, waves="waves_test", lengths="lengths_test")
            lines.append(f"    waves, waves_test = {', '.join(changed)}")
        if not any("lengths" in parameters(part) for part in (*self.waves, *self.features)):
            lines = [line.replace("(waves, lengths), (waves_test, lengths_test)", "(waves, _), (waves_test, _)") for line in lines]
        copied = self._copied("waves")
        if copied and any("lengths" in parameters(feature) for feature in self.features):
            copied.append("    lengths, lengths_test = lengths.repeat(len(train) // rows), lengths_test.repeat(len(test) // rows_test)")
        return [*lines, *copied]

    def _files(self, named: Function) -> str:
        """The line that finds the file of each row: at the path in a column, or by the function for files that are named by ids."""
        by_id = self.task.competition.media == BY_ID
        self.used.append(named if by_id else files_by_path)
        parts = ("train", "test")
        files = [f'{named.__name__}(INPUT / "{part}", {part}[ID])' if by_id else f"files_by_path(INPUT, {part}[PATHS])" for part in parts]
        return f"    files, files_test = {', '.join(files)}"

    def _copied(self, what: str) -> list[str]:
        """Lines that put the copies of a row behind it: of images, or of waves."""
        if not self.copies:
            return []
        lines = ["    rows, rows_test = len(train), len(test)"]
        for rows, name in (("train", what), ("test", f"{what}_test")):
            calls = [f"*{self.call(copy, indent=8)}" for copy in self.copies if name in parameters(copy)]
            lines.append(f"    {rows}, {name} = with_copies({rows}, {name}, {enclosed('[', calls, ']', indent=4, used=50)})")
        return lines

    def _views(self) -> list[str]:
        """Lines that prepare the columns as the models want them."""
        if self.sparse and any(model.narrow for model in self.models):
            self.used.append(most_used_columns)
            return ["    narrow, narrow_test = most_used_columns(x, x_test)"]
        blind, lines = [model for model in self.models if not model.sees], []
        columns = "columns" if self.seen else "x"
        if self.seen and blind:
            lines.append("    columns, columns_test = x[:, :-VALUES], x_test[:, :-VALUES]")
        if not self.sparse and not self.level and any(model.scaled for model in blind):
            self.used.append(standardised)
            lines.append(f"    scaled, scaled_test = standardised({columns}, {columns}_test)")
        return lines

    def _view(self, model: Technique) -> dict[str, str]:
        """Which of the prepared columns a model sees; sparse and level ones are scaled already."""
        if self.sparse and model.narrow:
            return {"x": "narrow", "x_test": "narrow_test"}
        if model.sees:
            return {}
        if not self.sparse and not self.level and model.scaled:
            return {"x": "scaled", "x_test": "scaled_test"}
        return {"x": "columns", "x_test": "columns_test"} if self.seen else {}
