"""Long lists a part at a time: ``?limit=&after=`` and ``{"items": [...], "next": ...}``."""

from collections.abc import Callable, Sequence
from typing import Annotated, Final, Generic, TypeVar

from fastapi import Query

from routing.model import Frozen

MOST: Final = 200
"""Items given at a time, at most."""

Item = TypeVar("Item")

Limit = Annotated[int, Query(ge=1, le=MOST, description="How many items to give.")]
After = Annotated[str | None, Query(max_length=200, description="Go on behind this one: `next` of the answer before.")]


class Page(Frozen, Generic[Item]):
    """A part of a list; ``next`` goes on behind it, ``null`` at the end."""

    items: tuple[Item, ...]
    next: str | None = None


def paged(found: Sequence[Item], limit: int, key: Callable[[Item], str]) -> Page[Item]:
    """Return a part of a list.

    Parameters
    ----------
    found
        One item more than ``limit`` if there are more.
    key
        What an item is called in ``?after=``.
    """
    items = tuple(found[:limit])
    return Page[Item](items=items, next=key(items[-1]) if len(found) > limit else None)
