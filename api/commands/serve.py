"""`termintreu serve`: the HTTP service."""

from typing import Annotated

import typer

from api.commands.options import Roads


def serve(
    roads: Roads,
    host: Annotated[str, typer.Option("--host", help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")] = 8000,
) -> None:
    """Serve plans over HTTP: POST /api/v1/plans; /openapi.json describes it.

    Plans are kept in memory and end with the process; there are no users yet,
    so keep it on this machine.

    Example: termintreu serve --roads kl.roads
    """
    import uvicorn

    from api.http import Settings, create_app

    app = create_app(Settings(roads=roads))
    app.state.jobs.load()
    uvicorn.run(app, host=host, port=port, log_level="warning")
