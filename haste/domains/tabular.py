"""Tables: rows that stand for themselves, columns of numbers, categories and dates."""

from haste.domains.domain import Approach, Domain

_GUIDANCE = """\
Boosted trees are the model to beat once there are a thousand rows; they take gaps, outliers and odd scales as they come. A linear model needs
gaps filled, one scale, a column per category, curves or logarithms of numbers and a penalty chosen on held-out rows, and then is hard to beat on
a few hundred rows. A forest is slower and seldom best alone, but errs elsewhere: averaging models of different kinds is the surest late gain.

Read the columns before choosing a model. What is missing may say something by being missing. Categories with many values carry most when each is
replaced by the mean of the target, computed on other folds than the row's own, or it leaks. Dates are at least a number of days, a weekday, an
hour and a season. A number often means something only against the mean of its group, or divided by another number.

Fit the target that the metric asks for: the logarithm for relative errors and long tails, the median for absolute errors, a number
to be cut for ordered labels, weights or shifted thresholds where rare classes count as much as common ones.

What rarely pays: selecting few columns, nearest neighbours on raw columns, much regularisation of boosting, tuning before features.
"""

DOMAIN = Domain(
    slug="tabular",
    guidance=_GUIDANCE,
    approaches=(
        Approach(
            name="linear",
            variants=(
                ("plain-numbers", "number-curves", "one-hot", "day-numbers", "linear"),
                ("plain-numbers", "target-encoding", "one-hot", "date-parts", "linear"),
                ("plain-numbers", "log-numbers", "one-hot", "date-parts", "linear"),
            ),
        ),
        Approach(
            name="boosting",
            variants=(
                ("plain-numbers", "ordinal-codes", "day-numbers", "lightgbm"),
                ("plain-numbers", "ordinal-codes", "date-parts", "lightgbm"),
                ("plain-numbers", "ordinal-codes", "day-numbers", "hist-boosting"),
            ),
        ),
        Approach(
            name="forest",
            variants=(
                ("plain-numbers", "ordinal-codes", "day-numbers", "extra-trees"),
                ("plain-numbers", "one-hot", "date-parts", "extra-trees"),
                ("plain-numbers", "ordinal-codes", "date-parts", "extra-trees"),
            ),
        ),
    ),
)
