"""Serve the application until a signal ends it, in good order."""

import socket
from contextlib import suppress
from typing import Final

import uvicorn
from fastapi import FastAPI

from api.jobs.watch import JobWatch

PATIENCE_S: Final = 10
"""How long a stopping server waits for answers under way."""


class _Server(uvicorn.Server):
    """Sends listeners home before it waits for the answers under way, for theirs would not end by themselves."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        watch: JobWatch = self._app.state.watch
        await watch.close()
        await super().shutdown(sockets)


def serve(app: FastAPI, host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C; what is under way is answered, running jobs go back into the queue."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=PATIENCE_S,
    )
    with suppress(KeyboardInterrupt):
        _Server(config, app).run()
