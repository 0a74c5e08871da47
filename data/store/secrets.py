"""Random secrets, handed out once: the store keeps only their digests."""

import secrets
from hashlib import sha256


def secret(prefix: str = "") -> str:
    """Return a new secret of 256 bits."""
    return prefix + secrets.token_urlsafe(32)


def digest(given: str) -> str:
    """Return what is kept of a random secret; it has too many bits to be guessed, so a plain hash does."""
    return sha256(given.encode("utf-8", "replace")).hexdigest()
