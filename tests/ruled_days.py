"""Random small days on which many rules hold at once: the problem, its matrix, options, and some sequences."""

from hypothesis import strategies as st
from strategies import DAY, HOUR, at, matrices, windows

from routing.errors import InputError
from routing.model import Depot, Done, Lock, Problem, Shift, Stop, UnderWay, Vehicle
from routing.solvers import SolveOptions, Weights


@st.composite
def vehicles(draw, number, depots):
    """Draw a vehicle with hours, trips and breaks to heed."""
    ends = [*(depot.depot_id for depot in depots), None]
    return Vehicle(
        vehicle_id=f"v{number}",
        start_depot=draw(st.sampled_from(depots)).depot_id,
        end_depot=draw(st.sampled_from(ends)),
        shift=Shift(start_s=draw(st.integers(5, 8)) * HOUR, end_s=draw(st.integers(12, 20)) * HOUR),
        capacity=draw(st.fixed_dictionaries({}, optional={"kg": st.integers(30, 100), "units": st.integers(2, 9)})),
        skills=draw(st.sampled_from([frozenset(), frozenset({"lift"})])),
        max_stops=draw(st.none() | st.integers(3, 8)),
        max_duration_s=draw(st.none() | st.integers(4, 12).map(lambda hours: hours * HOUR)),
        max_trips=draw(st.integers(1, 3)),
        reload_s=draw(st.integers(0, 1800)),
        break_rule=draw(st.sampled_from(["none", "arbzg", "eu561"])),
        cost_fixed=draw(st.sampled_from([0.0, 40.0])),
    )


@st.composite
def ruled_problems(draw, max_stops=7):
    """Draw a problem with shipments, pickups, locks and a vehicle under way, as chance has it."""
    depots = tuple(Depot(depot_id=f"d{k}", location=at(k)) for k in range(draw(st.integers(1, 2))))
    vans = tuple(draw(vehicles(k, depots)) for k in range(draw(st.integers(1, 2))))
    size, shipped = draw(st.integers(1, max_stops)), draw(st.integers(0, 2))
    stops: tuple[Stop, ...] = ()
    goods = st.fixed_dictionaries({"kg": st.integers(0, 40)}, optional={"units": st.integers(0, 4)})
    for k in range(size):
        kind = _kind(draw, k, min(2 * shipped, size // 2 * 2))
        stop = Stop(
            stop_id=f"s{k}",
            location=at(10 + 3 * k),
            service_s=draw(st.integers(0, 3 * HOUR)),
            windows=draw(windows()),
            hard_window=draw(st.booleans()),
            demand=stops[-1].demand if "shipment_id" in kind and k % 2 else draw(goods),
            skills=draw(st.sampled_from([frozenset(), frozenset(), frozenset({"lift"})])),
            **kind,
            **draw(st.sampled_from([{}, {}, {"optional": True}, {"optional": True, "drop_penalty_eur": 15.0}])),
        )
        stops = (*stops, stop)
    free = [stop.stop_id for stop in stops if stop.shipment_id is None and not stop.skills]
    picked = draw(st.permutations(free))
    lock_size, done_size = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    locked, done = picked[:lock_size], picked[lock_size : lock_size + done_size]
    owner = draw(st.sampled_from(vans)).vehicle_id
    extent = draw(st.sampled_from(["order", "start", "whole"])) if not done else "order"
    locks = (Lock(vehicle_id=owner, stops=tuple(locked), extent=extent),) if locked else ()
    ways = (draw(under_ways(vans, done)),) if done or draw(st.booleans()) else ()
    if any(way.vehicle_id == owner for way in ways) and extent != "order":
        ways = ()
    day = Problem(date=DAY, depots=depots, vehicles=vans, stops=stops, under_way=ways, tolerance_s=60)
    try:
        return day.model_copy(update={"locks": locks})
    except InputError:  # more is locked than the vehicle may do
        return day


def _kind(draw, number, shipped):
    """Return the fields of a half of a shipment for the first stops, then those of a delivery or pickup."""
    if number < shipped:
        return {"shipment_id": f"x{number // 2}", "kind": "delivery" if number % 2 else "pickup"}
    return {"kind": draw(st.sampled_from(["delivery", "delivery", "pickup"]))}


@st.composite
def under_ways(draw, vans, done):
    """Draw what a vehicle has done so far."""
    van = draw(st.sampled_from(vans))
    now = departure_s = van.shift.start_s + draw(st.integers(0, 600))
    visits = []
    for stop_id in done:
        times = [now + draw(st.integers(0, 3000)) for _ in range(1)]
        times += [times[0] + draw(st.integers(0, 1200)), times[0] + draw(st.integers(1200, 4000))]
        visits.append(Done(stop_id=stop_id, arrival_s=times[0], service_start_s=times[1], departure_s=times[2]))
        now = times[2]
    free_s = max(0, now + draw(st.integers(-600, 3600)))
    return UnderWay(vehicle_id=van.vehicle_id, departure_s=departure_s, free_s=free_s, visits=tuple(visits))


@st.composite
def ruled_days(draw, max_stops=7):
    """Draw a problem, a matrix, options, and sequences that begin with what is done."""
    problem = draw(ruled_problems(max_stops))
    matrix = draw(matrices(tuple(problem.places), closed=True))
    order = draw(st.permutations([stop.stop_id for stop in problem.stops]))
    sequences = {vehicle.vehicle_id: [] for vehicle in problem.vehicles}
    for way in problem.under_way:
        sequences[way.vehicle_id] = [visit.stop_id for visit in way.visits]
    done = {stop_id for visits in sequences.values() for stop_id in visits}
    keep = {vehicle.vehicle_id: () for vehicle in problem.vehicles}
    for stop_id in order[: draw(st.integers(0, len(order)))]:
        if stop_id not in done:
            sequences[draw(st.sampled_from(problem.vehicles)).vehicle_id].append(stop_id)
        vehicle_id = draw(st.sampled_from(problem.vehicles)).vehicle_id
        keep[vehicle_id] = (*keep[vehicle_id], stop_id)
    prices = st.sampled_from([0.0, 0.0, 3.0])
    weights = Weights(
        balance_eur_per_h2=draw(prices),
        compact_eur_per_km=draw(prices),
        moved_eur_per_stop=draw(prices),
        reordered_eur_per_stop=draw(prices),
    )
    buffers_s = dict.fromkeys(order[:2], 300) if draw(st.booleans()) else {}
    options = SolveOptions(
        weights=weights,
        keep=keep if draw(st.booleans()) else {},
        buffers_s=buffers_s,
        due_buffer_s=draw(st.sampled_from([0, 600])),
        work_limit=1,
        time_limit_s=60,
        seed=draw(st.integers(0, 99)),
    )
    return problem, matrix, options, sequences
