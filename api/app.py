"""The service: one application that serves the interface and the pages, with a worker inside if wanted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.concurrency import run_in_threadpool

from api import pages, v1
from api.jobs.watch import JobWatch
from api.jobs.worker import Worker
from api.observation.metrics import Metrics
from api.observation.requests import Observed
from api.observation.routes import router as operations
from api.pages.shell import STATIC
from api.retention_clock import RetentionClock
from api.settings import Settings
from api.v1.own_jobs import router_of
from api.web.headers import Headers
from api.web.known import Known
from api.web.limits import Limits
from api.web.openapi import describe
from api.web.problems import add_handlers
from data.store import Store


def create_app(settings: Settings) -> FastAPI:
    """Return the application; it opens its store when it starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        settings.folder.mkdir(parents=True, exist_ok=True)
        store = Store(settings.store_url)
        store.migrate()
        app.state.store = store
        app.state.watch = JobWatch(store)
        app.state.metrics.watch(store)
        app.state.worker = Worker(store, settings, app.state.metrics.saw_job) if settings.job_processes else None
        if app.state.worker is not None:
            app.state.worker.start()
        clock = RetentionClock(store)
        clock.start()
        yield
        await run_in_threadpool(clock.stop)
        await app.state.watch.close()
        if app.state.worker is not None:
            await run_in_threadpool(app.state.worker.stop)
        store.close()

    app = FastAPI(title="termintreu", version="1", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.settings = settings
    app.state.metrics = Metrics()
    app.state.known = Known()
    add_handlers(app)
    for folder, path in STATIC.items():
        app.mount(f"/static/{folder}", StaticFiles(directory=path), name=f"static-{folder}")
    for router in v1.routers():
        app.include_router(router, prefix="/api/v1")
    if settings.tasks:
        app.include_router(router_of(settings), prefix="/api/v1")
    for router in pages.routers():
        app.include_router(router, include_in_schema=False)
    app.include_router(operations)
    describe(app)
    app.add_middleware(Limits, settings=settings, known=app.state.known)
    app.add_middleware(Headers)
    app.add_middleware(Observed, metrics=app.state.metrics)
    return app
