"""Signals: rows whose message is one or several series of measurements."""

from haste.domains.domain import Approach, Domain

_GUIDANCE = """\
A signal becomes columns before a model sees it, and which columns those are decides more than the model. Ask first what may change without changing
the answer. Where the beginning means nothing, as in outlines and cycles, use strengths of waves and shares of patterns, never the samples. Where
signals are aligned, as in spectra, use the samples, their main directions, slopes instead of levels, and linear models or kernels. Where sensors are
worn anew or recordings differ in loudness, bring each row to one level and strength, or add how channels go together: correlations hold where
levels do not. But level and strength can be the answer themselves: try both.

For sounds: loudness in bands of an ear and cepstral coefficients, their means, spreads and changes over time, how a sound swells and fades; shrunk
linear models, kernels and forests on some hundred examples. For sensors of movement: statistics of windows, energies by band, correlations of axes,
the length of the vector of three axes, which does not care how a sensor is turned. For muscles and machines: logarithms of energies by channel and
band, crossings, turns. Random patterns with their shares and peaks, before a linear model, are hard to beat where shapes of unknown length come
anywhere.

Rows of one person, recording or machine are alike: hold out whole groups, as the test does, or all that is tried looks good. Copies of training
signals (moved, noisy, stronger, faster, turned) help most where people are few; choose those that leave the answer true.

Files may differ in length, rate and channels, and may be broken: bring them to one rate and one length, and keep the length as a column. Pad what
is an event, repeat what is steady, stretch what is done faster or slower. What rarely pays: deep networks on some hundred rows, raw samples into
trees.
"""

_BESIDE = ("plain-numbers", "one-hot", "day-numbers")  # the columns beside the signal, where there are any

DOMAIN = Domain(
    slug="signal",
    guidance=_GUIDANCE,
    approaches=(
        Approach(
            name="statistics",
            variants=(
                ("window-statistics", "wave-shapes", "channel-relations", *_BESIDE, "linear", "extra-trees"),
                ("window-statistics", "spectrum-bands", "channel-relations", *_BESIDE, "linear", "hist-boosting"),
                ("window-statistics", "autocorrelations", "wave-lengths", *_BESIDE, "linear", "lightgbm"),
                ("plain-samples", *_BESIDE, "linear", "extra-trees"),
            ),
        ),
        Approach(
            name="frequencies",
            variants=(
                ("mel-cepstra", "loudness-curves", "spectrum-bands", *_BESIDE, "linear"),
                ("spectrum-bands", "channel-relations", *_BESIDE, "linear"),
                ("plain-samples", *_BESIDE, "temperature", "linear", "kernel-svm"),
            ),
        ),
        Approach(name="networks", variants=((*_BESIDE, "inception-network"),)),
        Approach(
            name="patterns",
            variants=(
                ("random-convolutions", *_BESIDE, "linear"),
                ("mel-statistics", *_BESIDE, "linear"),
                ("wave-components", *_BESIDE, "linear"),
                ("wave-components", "plain-samples", *_BESIDE, "linear", "discriminant"),
            ),
        ),
    ),
)
