"""Forecasting: rows that are series in time, to be continued."""

from haste.domains.domain import Approach, Domain

_GUIDANCE = """\
What counts is what a row may know. A row of test.csv lies some steps after the last value that is known of its series: each lag, rolling mean and
level has to end there. Training rows need columns built at the same distances, or a model learns to lean on yesterday and finds that there is none.
One model for all distances, with the distance as a column, is simpler than one for each and hardly worse; feeding predictions back in as lags
lets errors grow. Hold out what lies later, as long as the test set is, and never rows at random: their neighbours tell them.

Begin with the seasonal naive forecast: it is the one to beat. Then hour, weekday, month and holidays; the level that a series had
last; the same place of past seasons, averaged over several. Many series of one kind are learnt together, each brought to one scale by its own level
or mean. Trees cannot go beyond what they saw: divide by the level, take the trend out, or train on the change since last season. Take logarithms
where errors count in per cent. Far ahead, lags say little and calendar, level and covariates say all.

Covariates that are known of test rows, such as weather, work with the hour and with what they were before. Holidays repeat: look what the day did
in past years. Old rows may mislead: let late ones count more, or leave the first ones out.

Expect gaps, times that stand twice, series that only test.csv has and series of a few steps: a missing lag is missing, not zero.
"""

_BESIDE = ("plain-numbers", "one-hot")  # the columns beside time and target, where there are any
_BESIDE_FOR_TREES = ("plain-numbers", "ordinal-codes")

DOMAIN = Domain(
    slug="forecasting",
    guidance=_GUIDANCE,
    approaches=(
        Approach(
            name="lags",
            variants=(
                ("same-season-means", "recent-means", "calendar-means", *_BESIDE, "linear", "log-target"),
                ("same-season-means", "safe-lags", *_BESIDE, "linear"),
                ("naive-forecast", "drift-forecast", "smoothed-forecast", *_BESIDE, "linear"),
            ),
        ),
        Approach(
            name="boosting",
            variants=(
                ("calendar-parts", "season-places", *_BESIDE_FOR_TREES, "lightgbm", "series-target", "log-level-target"),
                ("calendar-parts", "season-places", "same-season-means", *_BESIDE_FOR_TREES, "lightgbm", "log-target"),
                ("calendar-parts", "season-places", "safe-lags", "recent-means", *_BESIDE_FOR_TREES, "lightgbm"),
                ("calendar-parts", "season-places", "series-levels", *_BESIDE_FOR_TREES, "hist-boosting", "log-target"),
            ),
        ),
        Approach(
            name="forest",
            variants=(
                ("calendar-parts", "season-places", "series-levels", "level-target", *_BESIDE_FOR_TREES, "extra-trees"),
                ("calendar-parts", "season-places", "same-season-means", *_BESIDE_FOR_TREES, "extra-trees", "log-target"),
            ),
        ),
    ),
)
