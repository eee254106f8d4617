"""What techniques that work on signals share: when they apply, and the shape in which a solution reads signals."""

from haste.techniques.blueprint import Blueprint
from haste.techniques.picturing import COPIES_EACH, COPIES_MAX, NETWORK_ROWS_MIN, NETWORK_VALUES_MAX
from haste.techniques.task import Task
from haste.vocabulary.competition import MediaProfile

SOUND_RATE_MIN = 4_000.0  # samples a second: from there on a signal is a sound
SOUND_RATE = 16_000.0  # to which faster sounds are brought: what is heard above 8 kHz seldom tells more
SOUND_S_MAX = 4.0  # of a sound that are read
SAMPLES_MAX = 2_048  # of a channel of any other signal
OUTLIER = 4  # times the median length: files that are longer still are cut
VALUES_MAX = 50_000_000  # of all signals together: 200 MB in single precision
PATTERN_VALUES_MAX = 4_000_000  # a pattern is laid on each of them
SHORT, LONG = 16, 64  # samples: below, there is nothing to be cut into windows; from there on there are waves of many lengths


def files_of(task: Task) -> MediaProfile | None:
    """What is known of the files of signals that belong to rows; None where there are none."""
    media = task.profile.media
    return media if task.competition.media and media is not None and media.kind == "signal" else None


def working_form(task: Task) -> tuple[int, int, float]:
    """Samples and channels of the arrays that signals become, and samples a second, 0 where nobody knows; all 0 where there are no signals."""
    files = files_of(task)
    if files is None:
        series = task.profile.series
        rows = task.profile.rows + task.profile.test_rows
        longest = max((one.samples for one in series), default=0)
        return _bounded(longest, len(series), rows, SAMPLES_MAX), len(series), 0.0
    longest = max(1, min(files.samples_max, OUTLIER * files.samples))
    if not is_sound(task):
        samples = _bounded(longest, files.channels, files.files, SAMPLES_MAX)
        return samples, files.channels, files.rate * samples / longest
    rate = min(files.rate, SOUND_RATE)
    channels = min(files.channels, 2)
    return _bounded(round(longest * rate / files.rate), channels, files.files, round(SOUND_S_MAX * rate)), channels, rate


def step(task: Task) -> float:
    """How many samples of a row become one, where rows do not say how fast they were taken; 1 where all are read."""
    files = files_of(task)
    if files is None:
        longest = max((one.samples for one in task.profile.series), default=0)
    elif files.rate:
        return 1.0
    else:
        longest = min(files.samples_max, OUTLIER * files.samples)
    return max(1.0, longest / max(1, working_form(task)[0]))


def is_sound(task: Task) -> bool:
    """Whether signals were taken so fast that they can be heard."""
    files = files_of(task)
    return files is not None and files.rate >= SOUND_RATE_MIN


def shows_waves(task: Task, _blueprint: Blueprint) -> bool:
    """Whether rows have signals."""
    return working_form(task)[0] > 0


def shows_rhythms(task: Task, _blueprint: Blueprint) -> bool:
    """Whether signals are long enough to have waves of many lengths in them."""
    return working_form(task)[0] >= LONG


def shows_windows(task: Task, _blueprint: Blueprint) -> bool:
    """Whether signals are long enough to be cut into windows."""
    return working_form(task)[0] >= SHORT


def shows_sounds(task: Task, _blueprint: Blueprint) -> bool:
    """Whether signals can be heard, or are long enough to be treated like sounds."""
    return working_form(task)[0] >= 4 * LONG


def shows_patterns(task: Task, blueprint: Blueprint) -> bool:
    """Whether signals are long enough for patterns, and few enough values in all to look for some hundred of them."""
    samples, channels, _ = working_form(task)
    return shows_windows(task, blueprint) and samples * min(channels, 2) * (task.profile.rows + task.profile.test_rows) <= PATTERN_VALUES_MAX


def shows_channels(task: Task, _blueprint: Blueprint) -> bool:
    """Whether there are several channels to compare."""
    return working_form(task)[1] >= 2


def shows_lengths(task: Task, _blueprint: Blueprint) -> bool:
    """Whether signals differ in length."""
    files = files_of(task)
    if files is None:
        return any(column.missing > 0 for column in task.profile.columns if task.is_sample(column.name))
    return not files.same_size


def shows_directions(task: Task, blueprint: Blueprint) -> bool:
    """Whether channels may be directions in space, three of them or a multiple of that, with room for copies."""
    channels = working_form(task)[1]
    return channels > 0 and channels % 3 == 0 and has_room_for_copies(task, blueprint)


def has_room_for_copies(task: Task, blueprint: Blueprint) -> bool:
    """Whether there are signals, and few enough to train on copies of them."""
    rows = task.profile.rows * (1 + COPIES_EACH * (1 + len(blueprint.copies)))
    return shows_windows(task, blueprint) and rows <= COPIES_MAX


def fit_a_network(task: Task, blueprint: Blueprint) -> bool:
    """Whether signals have windows and are no sounds, whose waves are too short for it, and there are neither too few nor too many values in all."""
    samples, channels, _ = working_form(task)
    rows = task.profile.rows
    wanted = rows >= NETWORK_ROWS_MIN and rows * samples * channels <= NETWORK_VALUES_MAX
    return wanted and shows_windows(task, blueprint) and not is_sound(task)


def _bounded(samples: int, channels: int, rows: int, most: int) -> int:
    return min(samples, most, max(1, VALUES_MAX // max(1, rows * channels)))
