"""Images: rows whose message stands in pictures."""

from haste.domains.domain import Approach, Domain

_GUIDANCE = """\
With some hundred to some thousand images and no network trained elsewhere, what counts is how pixels become columns, or how often a small network
sees them a little otherwise: moved, turned, zoomed, each time anew. Where images are aligned, their main directions and a support vector machine
with a radial kernel are hard to beat on raw pixels. Where shapes tell the answer, histograms of the directions of edges in small cells carry more
than pixels do: even a linear model reads them, and beside the main directions a kernel does. One thing on an even ground has an outline, and its
size, length, lopsidedness, parts, holes and reach in each direction are few numbers that say much. Where materials, colours or bands of a spectrum
tell the answer, statistics of the channels, their ratios and their histograms suffice, and trees read those best.

Take out what says nothing before asking a model to learn that: uneven light, slanted strokes, things off the middle. Or show it: shifted, turned
and mirrored copies of few training images often gain more than any change of the model, if the label stays true for the copy. Writing must not be
mirrored; a picture from above has no side that is up. Keep copies of one image on one side of every split. Averaging predictions over shifted
looks at a test image is a small gain at a small price.

Work small first: thirty pixels a side show most of what matters, and all experiments run many times faster. Kernels and linear models want
blocks of columns brought to one weight, not each column by itself, or empty corners count as much as the middle. A kernel and trees err
differently. A file may be grey, coloured, indexed, deep or broken: read all of them into one form, and expect one that is unreadable.

Beside the images there may be a table: its columns count too.
"""

_BESIDE = ("plain-numbers", "one-hot", "day-numbers")  # the columns beside the images, where there are any

DOMAIN = Domain(
    slug="image",
    guidance=_GUIDANCE,
    approaches=(
        Approach(
            name="edges",
            variants=(
                ("gradient-histograms", "outline-shapes", *_BESIDE, "linear"),
                ("plain-pixels", "band-ratios", *_BESIDE, "linear", "discriminant"),
            ),
        ),
        Approach(
            name="kernel",
            variants=(
                ("gradient-histograms", "pixel-components", *_BESIDE, "temperature", "linear", "kernel-svm"),
                ("pixel-components", *_BESIDE, "temperature", "linear", "kernel-svm"),
            ),
        ),
        Approach(
            name="networks",
            variants=(
                (*_BESIDE, "small-convolutions"),
                (*_BESIDE, "residual-network"),
            ),
        ),
        Approach(
            name="trees",
            variants=(
                ("channel-statistics", "plain-pixels", "outline-shapes", *_BESIDE, "extra-trees"),
                ("channel-statistics", "colour-histograms", "brightness-profiles", *_BESIDE, "lightgbm"),
                ("channel-statistics", "band-ratios", "plain-pixels", *_BESIDE, "hist-boosting"),
            ),
        ),
    ),
)
