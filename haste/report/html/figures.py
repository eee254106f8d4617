"""Numbers and times as the page prints them: a true minus sign, narrow spaces, a dash where there is nothing."""

from datetime import UTC, datetime

from haste.vocabulary.ids import Time

NOTHING = "\N{EN DASH}"
_MINUS = "\N{MINUS SIGN}"
_THIN = "\N{NARROW NO-BREAK SPACE}"
_NS = 1_000_000_000
_MINUTE_S = 60


def score(number: float | None) -> str:
    """A score in its metric's unit, to five digits that count.

    >>> score(0.8374712), score(1234567.0)
    ('0.83747', '1.2346e+06')
    """
    return NOTHING if number is None else f"{number:.5g}".replace("-", _MINUS)


def signed(number: float | None) -> str:
    """An effect or a difference, its sign always shown.

    >>> signed(0.0261)
    '+0.026'
    """
    return NOTHING if number is None else f"{number:+.3f}".replace("-", _MINUS)


def change(number: float | None) -> str:
    """A difference in a metric's unit, to three digits that count.

    >>> change(12.3456)
    '+12.3'
    """
    return NOTHING if number is None else f"{number:+.3g}".replace("-", _MINUS)


def axis_words(number: float) -> str:
    """A round value of a scale with 0 in it.

    >>> axis_words(0.20), axis_words(0.0)
    ('+0.2', '0')
    """
    return f"{number:+g}".replace("-", _MINUS) if number else "0"


def error(number: float | None) -> str:
    """A standard error in a metric's unit, to two digits that count.

    >>> error(0.0012345)
    '0.0012'
    """
    return NOTHING if number is None else f"{number:.2g}"


def bounds(interval: tuple[float, float] | None) -> str:
    """Both ends of an interval.

    >>> bounds((0.01, 0.042))
    '+0.010 to +0.042'
    """
    return NOTHING if interval is None else f"{signed(interval[0])} to {signed(interval[1])}"


def share(part: float | None) -> str:
    """A share in [0, 1] in percent."""
    return NOTHING if part is None else f"{100 * part:.0f}{_THIN}%"


def count(number: float) -> str:
    """A whole number, thousands apart.

    >>> count(1234567).split()
    ['1', '234', '567']
    """
    return f"{round(number):,}".replace(",", _THIN)


def duration(seconds: float | None) -> str:
    """A time span as people say it.

    >>> duration(63.4).split(), duration(8).split()
    (['1', 'min', '3', 's'], ['8', 's'])
    """
    if seconds is None:
        return NOTHING
    minutes, rest = divmod(round(seconds), _MINUTE_S)
    return f"{count(minutes)}{_THIN}min {rest}{_THIN}s" if minutes else f"{rest}{_THIN}s"


def moment(time: Time) -> str:
    """Date and time of day, UTC."""
    return f"{datetime.fromtimestamp(time / _NS, UTC):%Y-%m-%d %H:%M:%S} UTC"


ALL = (score, signed, change, error, bounds, share, count, duration, moment)
