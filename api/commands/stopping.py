"""Ctrl-C during a search: the best plan so far counts."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from api.console import Console


@contextmanager
def stoppable(console: Console) -> Iterator[threading.Event]:
    """Let the first Ctrl-C set the flag that is yielded, to end a search with its best plan; the next interrupts.

    Elsewhere than in the main thread, where no signal arrives, nothing ever sets it.
    """
    flag = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield flag
        return

    def asked(_number: int, _frame: object) -> None:
        if flag.is_set():
            raise KeyboardInterrupt
        flag.set()

    before = signal.signal(signal.SIGINT, asked)
    try:
        yield flag
    finally:
        signal.signal(signal.SIGINT, before)
    if flag.is_set():  # not said at once: a handler that prints may meet a print that it interrupted
        german = "Die Suche wurde beendet; es zählt der beste Plan bis hierher."
        print(console.words(german, "The search was ended; the best plan so far counts."), file=sys.stderr)
