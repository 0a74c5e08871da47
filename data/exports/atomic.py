"""The name under which :mod:`data.samples` still reaches :func:`routing.files.write_atomically`."""

from routing.files import write_atomically

__all__ = ["write_atomically"]
