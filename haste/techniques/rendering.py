"""Blueprint to solution: one standalone Python file, the same bytes for the same arguments."""

import math
import re

from haste.techniques import frames
from haste.techniques.blueprint import Blueprint
from haste.techniques.layout import listing, literal, one_line
from haste.techniques.parts import Parts
from haste.techniques.picturing import SIDE, SIDE_PIXELS, working_shape
from haste.techniques.registry import find
from haste.techniques.scaffold.labels import FOLDS
from haste.techniques.source import gather
from haste.techniques.task import Task
from haste.techniques.waving import step, working_form
from haste.vocabulary.scales import AnswerForm, ColumnKind
from haste.vocabulary.solution import Resources


def render(blueprint: Blueprint, task: Task, *, resources: Resources, seed: int) -> str:
    """The solution that the blueprint describes.

    Args:
        blueprint: Names of known techniques that hold together (`fitting.holds_together`).
        task: Where the names of columns, classes and files come from.
        resources: What the solution may use; its number of cores stands in the file.
        seed: Where chance in the solution comes from while $SEED is not set.

    Returns:
        Python source that reads $INPUT and writes $OUTPUT.
    """
    parts = Parts(blueprint, task)
    body = [parts.build_features(), parts.fit_models(), *_predict(parts), _main(parts)]
    more = (frames.PARTIAL,) if "partial(" in "".join(body) else ()
    gathered = gather([*frames.FUNCTIONS, *parts.used], extra=(*frames.IMPORTS, *more))
    constants = [
        frames.PATHS,
        f'SEED = int(os.environ.get("SEED", "{seed}")) % 2**30  # LightGBM takes 31 bits',
        f"CPUS = {resources.cpus}",
        *_seconds(parts, resources, "\n".join(["", *gathered.functions])),
        *_memory(resources, "\n".join(body)),
        "",
        *_names(task, "\n".join(body)),
        *_files(parts, "\n".join(body)),
    ]
    if gathered.constants:
        constants += ["", *gathered.constants]
    opening = "\n".join([_title(blueprint, task), "", *gathered.imports, "", *constants])
    return "\n\n\n".join([opening, *gathered.functions, *body, frames.START]) + "\n"


def _seconds(parts: Parts, resources: Resources, functions: str) -> list[str]:
    """How long each model may train that takes what time it gets, where there are any; a share of the time is left for all else."""
    if not parts.trainings:
        return []
    trainings = parts.trainings * (1 + FOLDS if "\ndef out_of_fold(" in functions else 1)
    return [f'SECONDS = 0.7 * float(os.environ.get("TIME_LIMIT_S", "{resources.time_limit_s:.0f}")) / {trainings}  # for one training']


def _memory(resources: Resources, text: str) -> list[str]:
    """How many bytes it may take, where anything asks."""
    told = f'2**20 * int(os.environ.get("MEMORY_LIMIT_MIB", "{resources.memory_bytes // 2**20}"))'
    return [f"MEMORY = {told}  # bytes"] if re.search(r"\bMEMORY\b", text) else []


def _title(blueprint: Blueprint, task: Task) -> str:
    metric = task.competition.metric
    lines = [f"- {find(slug).title}" for slug in blueprint.slugs]
    lines += [f"- {name} = {literal(value)}" for name, value in sorted(blueprint.settings.items())]
    return "\n".join([f'"""{one_line(task.competition.name)} ({metric.name}, {metric.direction}).', "", "Made of:", *lines, '"""'])


def _predict(parts: Parts) -> list[str]:
    """What lies around the models: the change of the target, or the classes that a fold may not have."""
    if not parts.regression:
        text, calls = frames.probabilities_of(parts.task, matrix=parts.matrix, models=len(parts.models) if parts.by_model else 0)
        parts.used.extend(calls)
        return [text]
    if parts.target is None:
        return []
    inner = parts.call(parts.target, indent=4)
    return [frames.PREDICT_NUMBERS.format(matrix=parts.matrix, past=", past: Past" if parts.past else "", what=parts.target.title, inner=inner)]


def _main(parts: Parts) -> str:
    answer = parts.call(parts.answer, indent=4, predict=parts.predict) if parts.answer else None
    plain = f"{parts.predict}(x, y, x_test{', past' if parts.past else ''})"
    if parts.task.form is AnswerForm.VALUE:
        text, calls = frames.predicts_columns(parts.task, signal=parts.signal, past=parts.past, predict=answer or plain)
    else:
        text, calls = frames.predicts_classes(parts.task, signal=parts.signal, seen=parts.look_back(), answer=answer, codes=parts.regression)
    parts.used.extend(calls)
    return text


def _names(task: Task, text: str) -> list[str]:
    """Assignments of those names of columns and classes that the text mentions."""
    competition = task.competition
    same = set(competition.answer_columns) == set(competition.target)
    targets = competition.answer_columns if same else competition.target
    lists = {
        "TARGETS": targets,
        "CLASSES": task.competition.classes,
        "NUMERIC": task.names(ColumnKind.NUMERIC),
        "CATEGORICAL": task.category_names,
        "DATES": task.names(ColumnKind.DATE),
        "TEXTS": task.text_names,
    }
    lines = [f"ID = {literal(competition.id_column)}"]
    if re.search(r"\bTARGET\b", text):
        lines.append(f"TARGET = {literal(targets[0])}")
    if re.search(r"\bGROUP\b", text):
        lines.append(f"GROUP = {literal(task.group_column)}")
    return [*lines, *_times(task, text), *(listing(name, values) for name, values in lists.items() if re.search(rf"\b{name}\b", text))]


def _times(task: Task, text: str) -> list[str]:
    """Assignments of which columns tell time and series, where the text mentions them."""
    timeline = task.profile.timeline
    if timeline is None or not re.search(r"\b(TIME|CLOCK)\b", text):
        return []
    clock = ", ".join(literal(part) for part in (timeline.spelling, timeline.unit, timeline.step))
    lines = [f"TIME = {literal(timeline.time)}", f"CLOCK = ({clock})  # how times are written, the unit of steps, and units between them"]
    return [*lines, listing("KEYS", timeline.keys)] if re.search(r"\bKEYS\b", text) else lines


def _files(parts: Parts, text: str) -> list[str]:
    """Assignments of where images or signals are and what shape they are read in, where the text mentions them."""
    lines = [f"PATHS = {literal(parts.task.competition.media)}"] if re.search(r"\bPATHS\b", text) else []
    form: tuple[int, ...] = ()
    if parts.pictured:
        form = shape = working_shape(parts.task, int(parts.settings.get(SIDE, SIDE_PIXELS)))
        lines.append(f"SHAPE = {shape}  # height, width and channels of the arrays that images become")
    if parts.waved:
        samples, channels, rate = working_form(parts.task)
        form = samples, channels + sum(change.widens for change in parts.waves)
        names = {
            "SHAPE": f"{(samples, channels)}  # samples and channels of the arrays that signals become",
            "RATE": f"{rate:g}  # samples a second; 0 where nobody knows",
            "STEP": f"{step(parts.task):g}  # samples that become one where files do not say how fast they are",
            "SERIES": f"{_series(parts.task)}  # around the number in the columns of each channel",
        }
        lines += [f"{name} = {value}" for name, value in names.items() if re.search(rf"\b{name}\b", text)]
    if parts.seen:
        lines.append(f"FORM = {form}  # of what a network is shown of a row")
    return [*lines, f"VALUES = {math.prod(form)}  # in it"] if re.search(r"\bVALUES\b", text) else lines


def _series(task: Task) -> str:
    return f"[{', '.join(f'({literal(one.before)}, {literal(one.after)})' for one in task.profile.series)}]"
