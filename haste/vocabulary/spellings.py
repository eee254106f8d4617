"""Spellings that readers of tables take for a missing value, whatever the column says."""

# Those of pandas: the host has to agree with what a solution sees. A label may be spelled so too: then the competition's classes hold it.
MISSING = frozenset([
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN",
    "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan", "null",
])  # fmt: skip
