"""Asking twice, once done: a key that the asker chooses."""

from typing import Annotated

from fastapi import Header

IdempotencyKey = Annotated[
    str | None, Header(max_length=200, description="Asking again with the same key returns what came of it first.")
]
