"""The conditions of ``*:conditional`` tags.

Grammar: OpenStreetMap wiki, page *Conditional restrictions*.
"""

from datetime import date as Date
from typing import NamedTuple


class Moment(NamedTuple):
    """A local day and what its clock shows, in seconds after 00:00; ``state`` names whose public holidays count."""

    day: Date
    clock_s: int
    state: str | None = None
