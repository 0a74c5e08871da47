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
        german = "Die Suche endet mit dem besten Plan bis hierher; noch einmal Strg-C bricht ab."
        print(console.words(german, "Ending with the best plan so far; Ctrl-C again breaks off."), file=sys.stderr)

    before = signal.signal(signal.SIGINT, asked)
    try:
        yield flag
    finally:
        signal.signal(signal.SIGINT, before)
