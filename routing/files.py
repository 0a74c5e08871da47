"""Files that are there whole or not at all: the one place that writes them."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from routing.errors import OutputError


@contextmanager
def replacing(path: Path, *, lasting: bool = True) -> Iterator[BinaryIO]:
    """Open a new file beside ``path`` that takes its place in one step when the block ends well.

    Folders that are missing are made. After an error nothing is left beside
    ``path``, and what stood there is untouched.

    Parameters
    ----------
    lasting
        Wait until the disk has it. Without, a power cut may leave a damaged file: for what is checked when read.

    Raises
    ------
    OutputError
        If the folder can't be written to, or ``path`` is a folder.
    """
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        new = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                yield file
                file.flush()
                if lasting:
                    os.fsync(file.fileno())
            new.chmod(_usual_mode())
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)


def write_atomically(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path`` in one step.

    Raises
    ------
    OutputError
        If the folder can't be written to; what stood at ``path`` is untouched.
    """
    with replacing(path) as file:
        file.write(content)


def prepare(folder: Path) -> None:
    """Make a folder for results and try it, so that long work does not end at a closed door.

    Raises
    ------
    OutputError
        If it can't be made or written to.
    """
    with _told(folder):
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Name the place when the system refuses to write."""
    try:
        yield
    except OSError as error:
        raise OutputError.of("file_not_written", file=str(path), detail=error.strerror or str(error)) from error


def _usual_mode() -> int:
    """Return the rights of an ordinary new file: a temporary one is private, the user's own mask decides."""
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
