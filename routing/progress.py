"""How a long step says how far it is."""

from collections.abc import Callable

Say = Callable[[str], None]
"""Receives a word on how far a step is."""


def silent(_word: str) -> None:
    """Listen to nothing."""
