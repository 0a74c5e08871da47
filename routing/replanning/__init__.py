"""Plan the rest of a day that has begun: what has happened stays, and little else changes."""

from routing.replanning.happened import Happened
from routing.replanning.replan import Moved, Replanned, replanned
from routing.replanning.rest import RestOfDay, rest_of_day

__all__ = ["Happened", "Moved", "Replanned", "RestOfDay", "replanned", "rest_of_day"]
