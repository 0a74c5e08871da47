"""Areas are stable square cells of about a kilometre."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.areas import area_of, centre, outline
from routing.model import Location

INHABITED = st.builds(Location, lon=st.floats(-179, 179), lat=st.floats(-75, 75))


@given(INHABITED)
def test_a_place_lies_within_the_outline_of_its_area(place: Location) -> None:
    """The map draws what the ledger counts."""
    ring = outline(area_of(place))
    assert ring[0][0] - 1e-9 <= place.lon <= ring[2][0] + 1e-9
    assert ring[0][1] - 1e-9 <= place.lat <= ring[2][1] + 1e-9


@given(INHABITED)
def test_the_middle_of_an_area_belongs_to_it(place: Location) -> None:
    area = area_of(place)
    assert area_of(centre(area)) == area


def test_a_cell_in_germany_is_a_square_kilometre() -> None:
    """Degrees of longitude shrink to the north; a cell must not."""
    ring = outline(area_of(Location(lon=7.77, lat=49.44)))
    east_m = (ring[1][0] - ring[0][0]) * 111_320 * 0.6502
    north_m = (ring[2][1] - ring[1][1]) * 111_320
    assert east_m == pytest.approx(1000, rel=0.01)
    assert north_m == pytest.approx(1000, rel=0.01)


def test_the_id_of_a_known_place_never_changes() -> None:
    """Reports of two quarters can be laid side by side only while ids stay."""
    assert area_of(Location(lon=7.77, lat=49.44)) == "1000m/5503/562"


def test_text_that_is_no_area_is_refused() -> None:
    with pytest.raises(ValueError, match="not an area"):
        outline("Altstadt")
