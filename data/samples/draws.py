"""Random numbers that belong to names: the same for whoever asks, in whatever order."""

import hashlib

from scipy.special import ndtri

_WHOLE = 2**53


def uniform(*names: object) -> float:
    """Return a number strictly between 0 and 1 that belongs to these names."""
    digest = hashlib.blake2b("/".join(map(str, names)).encode(), digest_size=8).digest()
    return ((int.from_bytes(digest, "little") >> 11) + 0.5) / _WHOLE


def normal(*names: object) -> float:
    """Return a standard normal number that belongs to these names."""
    return float(ndtri(uniform(*names)))
