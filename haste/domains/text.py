"""Text: rows whose message stands in running words."""

from haste.domains.domain import Approach, Domain

_GUIDANCE = """\
Up to some ten thousand short texts, a linear model on weighted words is hard to beat and trains in seconds. What counts is how the text
becomes columns: words for what is said, pairs of words for negations and phrases, runs of characters for inflected or misspelt words, names
and closely related languages. Words and characters together usually beat either alone.

Weighting the columns by how much more often one class uses them (naive Bayes) before a logistic regression helps on short texts and few
classes. Long texts want logarithms of counts. The values of weighted words are small: a penalty that is chosen on held-out rows often comes
out far weaker than usual.

Trees cannot read ten thousand sparse columns: give them a few dozen main directions of the words, lengths, and shares of capitals, digits
and punctuation; alone they trail, in a blend with a linear model they help. Where texts repeat what others say (one author, one
product, one template), a kernel on how alike whole texts are finds it, and a line through weighted words does not. Do not forget the
other columns: a product, an author or a date beside the text can say more than the text, best as the mean of the target by value.

For numbers, train on logarithms where the target has a long tail, and keep predictions within its range.
"""

_BESIDE = ("plain-numbers", "one-hot", "target-encoding", "day-numbers")  # the columns beside the text, where there are any
_BESIDE_FOR_TREES = ("plain-numbers", "ordinal-codes", "target-encoding", "day-numbers")

DOMAIN = Domain(
    slug="text",
    guidance=_GUIDANCE,
    approaches=(
        Approach(
            name="words",
            variants=(
                ("word-tfidf", *_BESIDE, "linear"),
                ("word-tfidf", *_BESIDE, "word-pairs", "linear"),
                ("word-tfidf", *_BESIDE, "sublinear-counts", "linear"),
            ),
        ),
        Approach(
            name="characters",
            variants=(
                ("word-tfidf", "char-tfidf", *_BESIDE, "linear", "nb-logistic"),
                ("char-tfidf", *_BESIDE, "linear", "nb-logistic"),
                ("char-tfidf", *_BESIDE, "linear", "linear-svm"),
            ),
        ),
        Approach(
            name="likeness",
            variants=(
                ("word-tfidf", "char-tfidf", *_BESIDE, "temperature", "text-kernel"),
                ("char-tfidf", *_BESIDE, "temperature", "text-kernel"),
            ),
        ),
        Approach(
            name="topics",
            variants=(
                ("text-topics", "text-statistics", *_BESIDE_FOR_TREES, "lightgbm"),
                ("text-topics", "text-statistics", *_BESIDE_FOR_TREES, "extra-trees"),
            ),
        ),
    ),
)
