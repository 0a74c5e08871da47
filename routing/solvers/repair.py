"""Mend and settle tours at their true times: small, open steps after each search.

A search on guessed travel times may end a minute past a shift or a hard
window, or leave a stop out that fits. Three steps, in this order:

* *lightened*: while a tour breaks a rule, take out the stop whose leaving
  makes it best (fewest breaches, then the least euro, its own price included);
* *inserted*: put the stops that stand outside where they cost least, the one
  with most to lose by waiting first, if any place keeps all rules;
* *settled*: move single stops to where they cost less, until none does.

What finds no place stays unassigned, with reasons.
"""

import time

import numpy as np
from numpy.typing import NDArray

from routing.solvers.homes import best_home, led, party_of
from routing.solvers.pricing import NOWHERE, best_places, prices_without
from routing.solvers.rules import DONE
from routing.solvers.tours import Day, Tours

LEAST_GAIN_EUR = 1e-6
"""A move must gain more than rounding."""

TRIES = 8
"""Places of a ruled tour that are priced exactly for a move, the best guess first, until one is lawful."""


def repaired(day: Day, tours: Tours, deadline: float = np.inf) -> Tours:
    """Return tours without a breach that serve as many stops, as cheaply, as the three steps can.

    Parameters
    ----------
    deadline
        Reading of ``time.monotonic`` at which to go no further; the first step is always finished.
    """
    kept = [lightened(day, vehicle, visits) for vehicle, visits in enumerate(day.anchored(tours))]
    return settled(day, inserted(day, kept, deadline), deadline)


def lightened(day: Day, vehicle: int, visits: list[int]) -> list[int]:
    """Take stops out of one tour until nothing is breached."""
    left = [number for number in visits if day.allowed[vehicle, number]]
    if day.ruled[vehicle]:
        return _relieved(day, vehicle, left)
    while left and (day.rank(vehicle, left)[0] or not day.fits(vehicle, left)):
        numbers = np.array(left, np.int64)
        breaches, euro = prices_without(numbers, day.stop_arrays, day.tracks[vehicle])
        loads = day.demand[numbers]
        over = ((loads.sum(axis=0) - loads) > day.capacity[vehicle]).sum(axis=1)
        out = np.lexsort((euro + day.prices[numbers], breaches + over))[0]
        del left[int(out)]
    return left


def _relieved(day: Day, vehicle: int, left: list[int]) -> list[int]:
    """Take stops out of a ruled tour, shipments whole, until it keeps every rule; done and locked ones last."""
    while left and not day.lawful(vehicle, left):
        parties = [party_of(day, number) for number in left[int(day.rules.laws[vehicle, DONE]) :]]
        if not parties:
            return left
        shorter = [[number for number in left if number not in party] for party in parties]
        keys = [
            (sum(day.flaws(vehicle, visits)), bool(day.rules.fixed[party].any()), day.rank(vehicle, visits)[1], row)
            for row, (visits, party) in enumerate(zip(shorter, parties, strict=True))
        ]
        left = shorter[min(keys)[-1]]
    return left


def inserted(day: Day, tours: Tours, deadline: float = np.inf) -> Tours:
    """Put stops that stand outside into tours, by regret: first the one that loses most if it has to wait."""
    full = [list(visits) for visits in tours]
    table = _Insertions(day, full)
    while table.outside.size and time.monotonic() < deadline:
        chosen = table.most_urgent()
        if chosen is None:
            break
        table.insert(*chosen)
    return full


class _Insertions:
    """The cheapest insertion of every stop outside into every tour, kept up to date."""

    def __init__(self, day: Day, tours: Tours) -> None:
        self._day = day
        self._tours = tours
        self._loads = np.array([day.demand[visits].sum(axis=0) for visits in tours], np.int64).reshape(
            day.capacity.shape
        )
        self.outside = np.array([number for number in day.outside(tours) if not led(day, number)], np.int64)
        self._prices = np.array([day.prices[party_of(day, number)].sum() for number in range(len(day.stops))])
        self._places = np.full((len(day.stops), len(tours)), NOWHERE, np.int64)
        self._homes: dict[tuple[int, int], list[int]] = {}
        self._extra = np.full((len(day.stops), len(tours)), np.inf)
        self._twins: dict[int, int] = {}
        for vehicle in range(len(tours)):
            self._price(vehicle)

    def _price(self, vehicle: int) -> None:
        """Price all stops outside for one tour; unused vehicles of a kind share their prices."""
        day, visits = self._day, self._tours[vehicle]
        twin = self._twins.get(day.kinds[vehicle]) if not visits else None
        if twin is not None and not self._tours[twin]:
            self._places[:, vehicle] = self._places[:, twin]
            self._extra[:, vehicle] = self._extra[:, twin]
            return
        if not visits:
            self._twins[day.kinds[vehicle]] = vehicle
        self._extra[:, vehicle] = np.inf
        if day.ruled[vehicle]:
            self._price_ruled(vehicle)
            return
        lawful = day.allowed[vehicle, self.outside] & (
            self._loads[vehicle] + day.demand[self.outside] <= day.capacity[vehicle]
        ).all(axis=1)
        stops = self.outside[lawful]
        liking = day.liking[vehicle, stops]
        now = day.rank(vehicle, visits)[1] - float(day.liking[vehicle, visits].sum())
        places, euro = best_places(
            stops, np.array(visits, np.int64), day.stop_arrays, day.tracks[vehicle], now + day.prices[stops] - liking
        )
        found = places != NOWHERE
        self._places[stops, vehicle] = places
        self._extra[stops[found], vehicle] = (euro - now + liking)[found]

    def _twin_of(self, vehicle: int) -> int:
        """Return the vehicle whose prices hold for this one: another of its kind if both are unused."""
        return vehicle if self._tours[vehicle] else self._twins[self._day.kinds[vehicle]]

    def _price_ruled(self, vehicle: int) -> None:
        """Price all stops outside for a ruled tour, one by one."""
        visits = self._tours[vehicle]
        now = self._day.rank(vehicle, visits)[1]
        for stop in self.outside.tolist():
            home = best_home(self._day, vehicle, visits, stop, now + self._prices[stop])
            if home is not None:
                self._homes[stop, vehicle] = home.visits
                self._extra[stop, vehicle] = home.euro - now

    def most_urgent(self) -> tuple[int, int] | None:
        """Return stop and vehicle of the largest regret; None if nothing fits anywhere."""
        extra = self._extra[self.outside]
        rows = np.arange(len(self.outside))
        vehicles = extra.argmin(axis=1)
        best = extra[rows, vehicles]
        if not np.isfinite(best).any():
            return None
        extra[rows, vehicles] = np.inf
        second = np.minimum(extra.min(axis=1, initial=np.inf), self._prices[self.outside])
        regret = np.where(np.isfinite(best), second - best, -np.inf)
        row = int(np.lexsort((best, -regret))[0])
        return int(self.outside[row]), int(vehicles[row])

    def insert(self, stop: int, vehicle: int) -> None:
        """Put a stop where it is cheapest in a tour."""
        if self._day.ruled[vehicle]:
            self._tours[vehicle][:] = self._homes[stop, self._twin_of(vehicle)]
        else:
            self._tours[vehicle].insert(int(self._places[stop, vehicle]), stop)
        self._loads[vehicle] += self._day.demand[stop]
        self.outside = self.outside[self.outside != stop]
        self._price(vehicle)


def settled(day: Day, tours: Tours, deadline: float = np.inf) -> Tours:
    """Move single stops to where they cost less until no move gains, or time is up."""
    state = _Settling(day, tours)
    order = [number for visits in tours for number in visits]
    moved = True
    while moved:
        moved = False
        for number in order:
            if time.monotonic() >= deadline:
                return state.tours()
            moved |= state.move(number)
    return state.tours()


class _Settling:
    """Tours with their prices and loads, and when each changed last."""

    def __init__(self, day: Day, tours: Tours) -> None:
        self._day = day
        self._visits = [list(visits) for visits in tours]
        self._home = {number: vehicle for vehicle, visits in enumerate(tours) for number in visits}
        self._price = [day.rank(vehicle, visits)[1] for vehicle, visits in enumerate(tours)]
        self._loads = np.array([day.demand[visits].sum(axis=0) for visits in tours], np.int64).reshape(
            day.capacity.shape
        )
        self._changed = np.ones(len(tours), np.int64)
        self._looked = np.zeros(len(day.stops), np.int64)
        self._clock = 1

    def tours(self) -> Tours:
        """Return the tours as they stand."""
        return [list(visits) for visits in self._visits]

    def move(self, number: int) -> bool:
        """Move one stop, with its shipment's other half, to its best home; tell whether that gained anything."""
        day, own = self._day, self._home[number]
        if day.rules.fixed[number] or led(day, number):
            return False
        candidates = self._candidates(number, own)
        self._looked[number] = self._clock
        if not candidates.size:
            return False
        party = party_of(day, number)
        without = [visit for visit in self._visits[own] if visit not in party]
        if not day.lawful(own, without):
            return False
        lighter = day.rank(own, without)[1]
        least = self._price[own] - lighter - LEAST_GAIN_EUR
        found: tuple[int, list[int]] | None = None
        for vehicle in candidates.tolist():
            visits, base = (without, lighter) if vehicle == own else (self._visits[vehicle], self._price[vehicle])
            home = best_home(day, vehicle, visits, number, base + least, TRIES)
            if home is not None:
                found, least = (vehicle, home.visits), home.euro - base
        if found is None:
            return False
        self._set(own, without)
        self._set(*found)
        for item in party:
            self._home[item] = found[0]
        return True

    def _candidates(self, number: int, own: int) -> NDArray[np.int64]:
        """Return the vehicles worth pricing: able to take the stop, and news since the last look.

        Of unused vehicles of a kind, only the first one.
        """
        day = self._day
        able = day.allowed[:, number] & (self._loads + day.demand[number] <= day.room).all(axis=1)
        able[own] = True
        if self._changed[own] <= self._looked[number]:
            able &= self._changed > self._looked[number]
        seen: set[int] = set()
        for vehicle in np.flatnonzero(able).tolist():
            if not self._visits[vehicle]:
                able[vehicle] = day.kinds[vehicle] not in seen
                seen.add(day.kinds[vehicle])
        found: NDArray[np.int64] = np.flatnonzero(able)
        return found

    def _set(self, vehicle: int, visits: list[int]) -> None:
        """Give a vehicle other visits."""
        self._clock += 1
        self._visits[vehicle] = visits
        self._loads[vehicle] = self._day.demand[visits].sum(axis=0)
        self._price[vehicle] = self._day.rank(vehicle, visits)[1]
        self._changed[vehicle] = self._clock
