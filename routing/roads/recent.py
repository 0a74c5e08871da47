"""What was made a short while ago: it stays in memory, the rest makes room."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock, RLock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


class Recent(Generic[Key, Made]):
    """The values asked for last, by key; threads may share it, and each value is made by one of them.

    Parameters
    ----------
    most
        How many stay.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Key, Made] = OrderedDict()
        self._looking = Lock()
        self._making = RLock()

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, key: Key, make: Callable[[], Made]) -> Made:
        """Return the value of a key, made now if it is not there; what is there never waits for what is being made."""
        for found in self._found(key):
            return found
        with self._making:
            for found in self._found(key):
                return found
            made = make()
            with self._looking:
                self._kept[key] = made
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            return made

    def _found(self, key: Key) -> tuple[Made, ...]:
        """Return the value of a key, or nothing."""
        with self._looking:
            if key not in self._kept:
                return ()
            self._kept.move_to_end(key)
            return (self._kept[key],)
