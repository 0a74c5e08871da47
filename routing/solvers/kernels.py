"""How the kernels of our own search are compiled."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., Any])


def kernel(*, joined: bool = False, allocates: bool = False) -> Callable[[Kernel], Kernel]:
    """Compile a function without the interpreter's lock, and keep it on disk.

    Parameters
    ----------
    joined
        Make it part of its caller's code. A call that hands over a whole
        ``State`` costs as much as pricing a short tour.
    allocates
        Whether it makes arrays. If not, references to arrays aren't counted:
        counting those that several threads share took most of the time.
    """
    options: dict[str, Any] = {"cache": True, "nogil": True, "forceinline": joined, "_nrt": allocates}
    return cast("Callable[[Kernel], Kernel]", njit(**options))
