"""Common random numbers: draws that belong to names and numbers, never to the order in which they are asked for.

A counter hash turns ids into 64 even bits, whose first twelve are a place in a
table of quantiles: no logarithm or exponential is left for the loops.
"""

import hashlib
from functools import lru_cache

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.special import ndtri

from routing.timing import AS_EXPECTED
from routing.traffic import Spread

TABLE = 4096
"""Entries of a quantile table."""

_ONE = int(AS_EXPECTED)


@njit(cache=True)
def _mix(z: np.uint64) -> np.uint64:
    """Scramble 64 bits."""
    z ^= z >> np.uint64(30)
    z *= np.uint64(0xBF58476D1CE4E5B9)
    z ^= z >> np.uint64(27)
    z *= np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@njit(cache=True)
def key(first: np.uint64, second: np.uint64) -> np.uint64:
    """Return a number that belongs to this pair of numbers."""
    a = np.uint64(first) * np.uint64(0x9E3779B97F4A7C15)
    b = np.uint64(second) * np.uint64(0xD1B54A32D192ED03)
    return _mix(a + b + np.uint64(0x8CB92BA72F3D8DD7))


@njit(cache=True)
def keys(first: np.uint64, second: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return :func:`key` of a number with each of many."""
    out = np.empty_like(second)
    for k in range(second.shape[0]):
        out[k] = key(first, second[k])
    return out


@njit(cache=True)
def keys_with(first: NDArray[np.uint64], second: np.uint64) -> NDArray[np.uint64]:
    """Return :func:`key` of each of many numbers with one."""
    out = np.empty_like(first)
    for k in range(first.shape[0]):
        out[k] = key(first[k], second)
    return out


@lru_cache(maxsize=65_536)
def name_key(name: str) -> np.uint64:
    """Return a number that belongs to a name, the same on every machine."""
    return np.uint64(int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little"))


def table_rows(numbers: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return the row of a quantile table that each number draws: its first twelve bits (:data:`TABLE` is 2**12)."""
    return (numbers >> np.uint64(52)).astype(np.int64)


@lru_cache(maxsize=64)
def quantile_table(spread: Spread) -> NDArray[np.float64]:
    """Return the ratios that a spread is drawn from: :data:`TABLE` equally likely ones of mean 1, ascending."""
    table = stretched(np.array(spread.ratios, np.float64))
    even: NDArray[np.float64] = table / table.mean()
    return even


@lru_cache(maxsize=64)
def fixed_point(spread: Spread) -> NDArray[np.int64]:
    """Return :func:`quantile_table` in 2**-16ths, as the timing kernel takes it."""
    return np.rint(quantile_table(spread) * _ONE).astype(np.int64)


def stretched(quantiles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return evenly spaced quantiles at the middle of each of the table's steps, shape (TABLE,)."""
    return np.interp((np.arange(TABLE) + 0.5) / TABLE, np.linspace(0, 1, len(quantiles)), quantiles)


_NORMAL = ndtri((np.arange(TABLE) + 0.5) / TABLE)


def lognormal_factors(numbers: NDArray[np.uint64], log_sd: float) -> NDArray[np.float64]:
    """Return the lognormal factor of mean 1 that each number draws."""
    factors: NDArray[np.float64] = np.exp(log_sd * _NORMAL[table_rows(numbers)] - log_sd**2 / 2)
    return factors
