"""Graph: legal arcs and turns of a vehicle, and the seconds they cost on an empty road."""
