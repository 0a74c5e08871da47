"""The price of punctuality as a chart: kilometres across, late stops to expect upwards; no script draws it."""

from typing import Final, NamedTuple

from api.desk.alternatives import Alternatives
from benchmarks.charts import Scale, round_ticks

HEIGHT_PX: Final = 132
LETTERS: Final = "ABC"
"""What the cards are called, in their order."""

_MOST_TICKS: Final = 5
_BESIDE: Final = 0.08
"""Room left and right of the marks, as a share of the distances between them."""

_LEAST_ROOM_KM: Final = 0.5


class Dot(NamedTuple):
    """A card's mark: per cent across, pixels down."""

    letter: str
    x: float
    y: float
    this: bool


class PriceChart(NamedTuple):
    """Ticks as (position, value); ``line`` is a path in a box of 1000 x :data:`HEIGHT_PX`."""

    km: list[tuple[float, float]]
    late: list[tuple[float, float]]
    line: str
    dots: list[Dot]


def price_chart(found: Alternatives) -> PriceChart:
    """Return the chart of some alternatives; its upward axis begins at 0."""
    km = [card.distance_m / 1000 for card in found.cards] + [point.distance_m / 1000 for point in found.curve]
    late = [card.expected_late for card in found.cards] + [point.expected_late for point in found.curve]
    room = max(_LEAST_ROOM_KM, (max(km) - min(km)) * _BESIDE)
    across = Scale(max(0.0, min(km) - room), max(km) + room)
    rising = round_ticks(0.0, max(*late, 0.1), _MOST_TICKS)
    upwards = Scale(0.0, rising[-1], HEIGHT_PX, 0.0)
    points = [(across.at(point.distance_m / 1000), upwards.at(point.expected_late)) for point in found.curve]
    ticks = [value for value in round_ticks(across.low, across.high, _MOST_TICKS) if across.low <= value <= across.high]
    return PriceChart(
        km=[(across.at(value), value) for value in ticks],
        late=[(upwards.at(value), value) for value in rising],
        line=" ".join(f"{'L' if number else 'M'}{round(x * 10, 1)} {y}" for number, (x, y) in enumerate(points)),
        dots=[
            Dot(letter, across.at(card.distance_m / 1000), upwards.at(card.expected_late), card.name == "this")
            for letter, card in zip(LETTERS, found.cards, strict=False)
        ],
    )
