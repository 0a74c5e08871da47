"""What a dispatcher has fixed: stops that stay on their vehicle, in order among each other, and whole tours."""

from collections.abc import Sequence
from typing import Self

from routing.model import Frozen
from routing.plan import Sequences


class Locks(Frozen):
    """Fixed stops by id and fixed tours by vehicle id."""

    stops: frozenset[str] = frozenset()
    tours: frozenset[str] = frozenset()

    @classmethod
    def of(cls, stored: dict[str, list[str]]) -> Self:
        """Return locks as a step of the store holds them."""
        return cls(stops=frozenset(stored["stops"]), tours=frozenset(stored["tours"]))

    def stored(self) -> dict[str, list[str]]:
        """Return locks as a step of the store holds them."""
        return {"stops": sorted(self.stops), "tours": sorted(self.tours)}

    def with_stop(self, stop_id: str, *, locked: bool) -> Self:
        """Return the locks with a stop fixed or free."""
        return self.model_copy(update={"stops": self.stops | {stop_id} if locked else self.stops - {stop_id}})

    def with_tour(self, vehicle_id: str, *, locked: bool) -> Self:
        """Return the locks with a tour fixed or free."""
        return self.model_copy(update={"tours": self.tours | {vehicle_id} if locked else self.tours - {vehicle_id}})

    def served(self, sequences: Sequences) -> Self:
        """Return the locks without those of stops and tours that are in no tour."""
        stops = {stop_id for visits in sequences.values() for stop_id in visits}
        tours = {vehicle_id for vehicle_id, visits in sequences.items() if visits}
        return self.model_copy(update={"stops": self.stops & stops, "tours": self.tours & tours})

    def keep_order(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """Tell whether the fixed stops of a tour stand in the same order in both."""
        return [stop for stop in before if stop in self.stops] == [stop for stop in after if stop in self.stops]
