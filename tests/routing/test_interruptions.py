"""What stands between visits: breaks and reloads in the order of time."""

from routing.interruptions import Interruption, after, before, interruptions, way_m, way_s
from routing.plan import Leg, Reload, Route, Visit


def leg(origin, destination, departure_s, arrival_s, **more):
    return Leg(
        origin=origin, destination=destination, departure_s=departure_s, arrival_s=arrival_s, distance_m=1000, **more
    )


FIRST = Visit(
    stop_id="a", leg=leg("depot/d", "stop/a", 0, 60), service_start_s=60, departure_s=120, lateness_s=0, due=False
)
SECOND = Visit(
    stop_id="b",
    leg=leg("depot/d", "stop/b", 3600, 3700, pause_s=900),
    reload=Reload(leg=leg("stop/a", "depot/d", 1020, 1100, pause_s=900), departure_s=2700),
    service_start_s=3700,
    departure_s=3800,
    lateness_s=0,
    due=False,
)
TOUR = Route(
    vehicle_id="v", departure_s=0, visits=(FIRST, SECOND), last_leg=leg("stop/b", "depot/d", 6501, 6600, pause_s=2701)
)


def test_nothing_stands_before_a_visit_without_break_and_reload():
    assert before(FIRST) == ()


def test_a_visit_may_have_breaks_on_both_sides_of_a_reload():
    assert before(SECOND) == (
        Interruption(kind="pause", place="stop/a", start_s=120, end_s=1020),
        Interruption(kind="reload", place="depot/d", start_s=1100, end_s=2700),
        Interruption(kind="pause", place="depot/d", start_s=2700, end_s=3600),
    )


def test_a_break_before_the_way_home_belongs_to_no_visit():
    assert [item.text("en") for item in after(TOUR)] == ["Break 46 min"]


def test_an_open_end_has_nothing_after_it():
    assert after(TOUR.model_copy(update={"last_leg": None})) == ()


def test_all_of_a_tour_come_in_the_order_of_time():
    starts = [item.start_s for item in interruptions(TOUR)]
    assert (len(starts), starts) == (4, sorted(starts))


def test_the_way_to_a_stop_leads_over_its_reload():
    assert (way_s(SECOND), way_m(SECOND)) == (180, 2000)
