"""What techniques that work on images share: when they apply, and the shape in which a solution reads images."""

from haste.techniques.blueprint import Blueprint
from haste.techniques.task import Task
from haste.vocabulary.competition import MediaProfile

BY_ID = "id"  # the value of `Competition.media` where files are named by the ids of rows
SIDE = "side"  # the setting for the longer side of images, which the reading of them understands
SIDE_PIXELS = 32  # where nothing is set; smaller images stay as they are
VALUES_MAX = 50_000_000  # of all images together: 200 MB in single precision
COPIES_MAX = 10_000  # rows to train on with all copies; more take minutes
NETWORK_ROWS_MIN = 200  # fewer teach a network nothing
NETWORK_VALUES_MAX = 20_000_000  # of all images together that a network is trained on: they are held several times
COPIES_EACH = 4  # that a technique adds to an image at most


def images_of(task: Task) -> MediaProfile | None:
    """What is known of the images that belong to rows; None where there are none."""
    media = task.profile.media
    return media if task.competition.media and media is not None and media.kind == "image" else None


def working_shape(task: Task, side: int = SIDE_PIXELS) -> tuple[int, int, int]:
    """Height, width and channels of the arrays that images become; all 0 where there are none.

    Args:
        task: Says how large the images are, and how many.
        side: Pixels of the longer side, at most.
    """
    images = images_of(task)
    if images is None:
        return 0, 0, 0
    channels = min(max(images.channels, 1), 4)
    bounded = min(side, max(4, int((VALUES_MAX / (max(images.files, 1) * channels)) ** 0.5)))
    scale = min(1.0, bounded / max(images.width, images.height, 1))
    return max(1, round(images.height * scale)), max(1, round(images.width * scale)), channels


def shows_images(task: Task, _blueprint: Blueprint) -> bool:
    """Whether rows have images."""
    return images_of(task) is not None


def shows_colours(task: Task, _blueprint: Blueprint) -> bool:
    """Whether images have several channels to compare."""
    return working_shape(task)[2] >= 3


def shows_shapes(task: Task, _blueprint: Blueprint) -> bool:
    """Whether images are large enough for something to have an outline in them."""
    return min(working_shape(task)[:2]) >= 8


def moves_show(task: Task, blueprint: Blueprint) -> bool:
    """Whether images are large enough to be moved a little, and few enough to train on moved copies."""
    return shows_shapes(task, blueprint) and has_room_for_copies(task, blueprint)


def has_room_for_copies(task: Task, blueprint: Blueprint) -> bool:
    """Whether there are images, and few enough to train on copies of them."""
    return images_of(task) is not None and task.profile.rows * (1 + COPIES_EACH * (1 + len(blueprint.copies))) <= COPIES_MAX


def fit_a_network(task: Task, _blueprint: Blueprint) -> bool:
    """Whether images are large enough to have parts, and neither too few nor too many values in all to train a network on."""
    height, width, channels = working_shape(task)
    rows = task.profile.rows
    return min(height, width) >= 8 and rows >= NETWORK_ROWS_MIN and rows * height * width * channels <= NETWORK_VALUES_MAX
