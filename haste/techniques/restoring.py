"""Solutions that restore images under the view `declared`: they answer for the pixels of the host's folds themselves, and then for those of test.csv.

These are no techniques: under this view no trial is evidence for a skill, so that there is nothing to be remembered of a change by its name.
"""

from haste.techniques import frames
from haste.techniques.blueprint import Blueprint
from haste.techniques.layout import literal, one_line
from haste.techniques.parts import Parts
from haste.techniques.registry import find
from haste.techniques.scaffold import restoring as scaffold
from haste.techniques.scaffold.gridding import grey
from haste.techniques.scaffold.pictures import images_by_id, read_images
from haste.techniques.scaffold.reading import read_rows
from haste.techniques.source import gather
from haste.techniques.task import Task
from haste.techniques.technique import Function
from haste.vocabulary.scales import SplitKind
from haste.vocabulary.solution import Resources

UNSTUCK, EVEN, SIDE, FILTERS, SIMILAR, WAVES, PIXELS = (
    "unstuck",
    "even",
    "patch",
    "filters",
    "similar",
    "waves",
    "pixels",
)  # settings of such a blueprint
PIXELS_USUAL = 20_000  # that models learn from
_ALIKE_MAX = 4_000_000  # pixels of all images together: each is looked at some hundred times

_MENDED: dict[str, Function] = {UNSTUCK: scaffold.without_stuck_pixels, EVEN: scaffold.with_even_lines}
_COLUMNS: dict[str, Function] = {FILTERS: scaffold.filters, SIMILAR: scaffold.similar_places, WAVES: scaffold.strong_waves}
_FUNCTIONS = (
    read_rows,
    images_by_id,
    read_images,
    grey,
    scaffold.patches,
    scaffold.pixel_answers,
    scaffold.restored,
    scaffold.write_pixels,
)
_BUILD = '''\
def pixel_columns(light: np.ndarray) -> np.ndarray:
    """What is known of each pixel, shape (rows, height * width, columns); light has the shape (rows, height, width)."""
{lines}
    return np.concatenate(blocks, axis=3).reshape(len(light), light.shape[1] * light.shape[2], -1)'''
_MAIN = '''\
def main() -> None:
    """Answer for the images of each fold by models that were fitted on the others, and for those of test.csv by models fitted on all."""
    threadpool_limits(CPUS)
    train, test, folds, answers = (read_rows(INPUT / name) for name in ("train.csv", "test.csv", "folds.csv", "train_answers.csv"))
    files, files_test = images_by_id(INPUT / "train", train[ID]), images_by_id(INPUT / "test", test[ID])
    images, images_test = read_images(files, files_test, (*SHAPE, 1), CPUS)
    x, x_test = pixel_columns(grey(images).astype(float)), pixel_columns(grey(images_test).astype(float))
    y = pixel_answers(answers, train[ID], SHAPE, ID, TARGET)
    fold_of = folds.set_index(ID)["fold"].loc[train[ID]].to_numpy(dtype=int)
    said = np.zeros(y.shape)
    for fold in range(fold_of.max() + 1):
        held = fold_of == fold
        said[held] = restored(fit_models, x[~held], y[~held], x[held], PIXELS, SEED)
    asked = fold_of >= 0
    write_pixels(OUT_OF_FOLD, train[ID][asked], SHAPE, said[asked], (ID, TARGET))
    write_pixels(OUTPUT, test[ID], SHAPE, restored(fit_models, x, y, x_test, PIXELS, SEED), (ID, TARGET))'''


def restores(task: Task) -> bool:
    """Whether answers are the pixels of images: one number for each, images of one size by id, and no order in time.

    A profile of before does not say whether they are pixels: then all else decides.
    """
    media = task.profile.media
    one_number = task.regresses and len(task.competition.answer_columns) == 1
    in_order = task.profile.relation.kind is SplitKind.LATER
    by_id = media is not None and media.kind == "image" and media.same_size and task.competition.media == "id"
    return by_id and one_number and not in_order and task.profile.pixels is not False


def may_compare(task: Task) -> bool:
    """Whether there are few enough pixels to compare each one's surroundings with those of its neighbours."""
    media = task.profile.media
    return media is not None and media.files * media.width * media.height <= _ALIKE_MAX


def render_restoring(blueprint: Blueprint, task: Task, *, resources: Resources, seed: int) -> str:
    """The solution that the blueprint describes, as `rendering.render` does it for those that answer row by row."""
    parts = Parts(blueprint, task)
    body = [_columns(blueprint), parts.fit_models(), _MAIN]
    chosen = [function for name, function in (_MENDED | _COLUMNS).items() if blueprint.settings.get(name)]
    gathered = gather([*_FUNCTIONS, *chosen, *parts.used], extra=frames.IMPORTS)
    media = task.profile.media
    assert media is not None  # `restores` has seen it
    constants = [
        frames.PATHS,
        'OUT_OF_FOLD = Path(os.environ.get("OUT_OF_FOLD", "out_of_fold.csv"))',
        f'SEED = int(os.environ.get("SEED", "{seed}")) % 2**30  # LightGBM takes 31 bits',
        f"CPUS = {resources.cpus}",
        "",
        f"ID = {literal(task.competition.id_column)}",
        f"TARGET = {literal(task.competition.answer_columns[0])}",
        f"SHAPE = {(media.height, media.width)}  # of images, in pixels",
        f"PIXELS = {int(blueprint.settings.get(PIXELS, PIXELS_USUAL))}  # that models learn from",
        *(["", *gathered.constants] if gathered.constants else []),
    ]
    opening = "\n".join([_title(blueprint, task), "", *gathered.imports, "", *constants])
    return "\n\n\n".join([opening, *gathered.functions, *body, frames.START]) + "\n"


def described(blueprint: Blueprint) -> str:
    """What it is made of, in a few words."""
    named = {name: name for name in (FILTERS, SIMILAR, WAVES)} | {UNSTUCK: "stuck pixels replaced", EVEN: "lines evened", SIMILAR: "similar places"}
    settings = blueprint.settings
    side = int(settings.get(SIDE, 1))
    parts = [*(said for name, said in named.items() if settings.get(name)), *([f"patches of {side} x {side}"] if side > 1 else [])]
    return ", ".join([*parts, *(find(slug).title for slug in blueprint.models)])


def _title(blueprint: Blueprint, task: Task) -> str:
    metric = task.competition.metric
    lines = [f"- {part}" for part in described(blueprint).split(", ")]
    return "\n".join([f'"""{one_line(task.competition.name)} ({metric.name}, {metric.direction}).', "", "Made of:", *lines, '"""'])


def _columns(blueprint: Blueprint) -> str:
    settings = blueprint.settings
    lines = [f"    light = {function.__name__}(light)" for name, function in _MENDED.items() if settings.get(name)]
    lines.append(f"    blocks = [light[:, :, :, None], patches(light, {int(settings.get(SIDE, 1))})]")
    lines += [f"    blocks.append({function.__name__}(light))" for name, function in _COLUMNS.items() if settings.get(name)]
    return _BUILD.format(lines="\n".join(lines))
