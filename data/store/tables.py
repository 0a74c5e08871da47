"""The tables. A column that ends in ``_hash`` holds the digest of a secret, never the secret."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

METADATA = sa.MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """An instant in UTC; SQLite, which knows no zones, gets and gives UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - named by SQLAlchemy
        """Refuse moments without a zone: nobody knows when they are."""
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"a moment needs a zone: {value!r}"
            raise ValueError(msg)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - named by SQLAlchemy
        """Give back what was stored, in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _table(name: str, *columns: sa.Column[Any] | sa.Constraint | sa.Index) -> sa.Table:
    return sa.Table(name, METADATA, *columns)


def _id(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), primary_key=True)


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=null)


def _when(name: str, *, null: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, Moment, nullable=null)


def _json(name: str, *, null: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.JSON(none_as_null=True), nullable=null)


def _to(name: str, target: str, *, null: bool = False, key: bool = False) -> sa.Column[str]:
    return sa.Column(
        name, sa.String(64), sa.ForeignKey(target, ondelete="CASCADE" if key else None), nullable=null, primary_key=key
    )


FILES = _table(
    "files",
    _id("file_id"),
    _text("name"),
    _text("media_type"),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    _when("created_at"),
)

ROADS = _table(
    "roads",
    _id("roads_id"),
    _text("name"),
    sa.Column("content_hash", sa.String(64), nullable=False),
    _to("file_id", "files.file_id"),
    _json("statistics"),
    _when("created_at"),
)

DEPOTS = _table(
    "depots",
    _id("depot_id"),
    sa.Column("name", sa.Text, nullable=False, unique=True),
    _text("timezone"),
    _to("roads_id", "roads.roads_id", null=True),
    _to("traffic_file_id", "files.file_id", null=True),
    _json("settings"),
    sa.Column("version", sa.Integer, nullable=False, default=1),
    _when("created_at"),
)

VEHICLES = _table(
    "vehicles",
    _to("depot_id", "depots.depot_id", key=True),
    sa.Column("vehicle_id", sa.String(200), primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    _json("cells"),
    sa.Column("version", sa.Integer, nullable=False, default=1),
)

USERS = _table(
    "users",
    _id("user_id"),
    sa.Column("name", sa.String(200), nullable=False, unique=True),
    _text("display_name"),
    _json("roles"),
    sa.Column("language", sa.String(2), nullable=False, default="de"),
    _text("password_hash", null=True),
    sa.Column("all_depots", sa.Boolean, nullable=False, default=False),
    sa.Column("active", sa.Boolean, nullable=False, default=True),
    _json("preferences"),
    sa.Column("version", sa.Integer, nullable=False, default=1),
    _when("created_at"),
)

USER_DEPOTS = _table(
    "user_depots",
    _to("user_id", "users.user_id", key=True),
    _to("depot_id", "depots.depot_id", key=True),
)

SESSIONS = _table(
    "sessions",
    _id("session_hash"),
    sa.Column("user_id", sa.String(64), sa.ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False),
    sa.Column("csrf_token", sa.String(64), nullable=False),
    _when("created_at"),
    _when("seen_at"),
    _when("expires_at"),
)

API_KEYS = _table(
    "api_keys",
    _id("key_id"),
    sa.Column("user_id", sa.String(64), sa.ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False),
    _text("name"),
    sa.Column("key_hash", sa.String(64), nullable=False, unique=True),
    _json("roles", null=True),  # rights of the key; null for all of its person
    _json("depots", null=True),
    _when("created_at"),
    _when("used_at", null=True),
    _when("revoked_at", null=True),
)

LINKS = _table(
    "links",
    _id("link_hash"),
    sa.Column("user_id", sa.String(64), sa.ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False),
    _when("created_at"),
    _when("expires_at"),
    _when("used_at", null=True),
)

LOGIN_FAILURES = _table(
    "login_failures",
    sa.Column("failure_id", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("name_hash", sa.String(64), nullable=False, index=True),
    _when("at"),
)

AUDIT = _table(
    "audit",
    sa.Column("entry_id", sa.Integer, primary_key=True, autoincrement=True),
    _when("at"),
    sa.Column("user_id", sa.String(64), nullable=True),
    _text("user_name"),
    sa.Column("depot_id", sa.String(64), nullable=True, index=True),
    sa.Column("action", sa.String(64), nullable=False),
    _text("subject"),
    _json("detail"),
)

JOBS = _table(
    "jobs",
    _id("job_id"),
    sa.Column("kind", sa.String(32), nullable=False),
    _to("depot_id", "depots.depot_id", null=True),
    _to("user_id", "users.user_id", null=True),
    _text("subject"),
    _json("payload"),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("attempts", sa.Integer, nullable=False, default=0),
    sa.Column("max_attempts", sa.Integer, nullable=False, default=3),
    sa.Column("lease", sa.String(64), nullable=True),
    _when("leased_until", null=True),
    sa.Column("asked", sa.String(16), nullable=True),  # cancel | finish: what a running job is asked to do
    _json("progress", null=True),
    _json("result", null=True),
    _json("error", null=True),
    sa.Column("idempotency_key", sa.String(200), nullable=True),
    _when("created_at"),
    _when("started_at", null=True),
    _when("ended_at", null=True),
    sa.UniqueConstraint("user_id", "idempotency_key"),
)

ORDER_LISTS = _table(
    "order_lists",
    _id("list_id"),
    _to("depot_id", "depots.depot_id"),
    sa.Column("date", sa.Date, nullable=False),
    _text("name"),
    _to("file_id", "files.file_id"),  # as it was handed in; never changed
    _json("mapping"),  # column of the file -> canonical column, or null for unused
    _json("corrections"),  # row -> canonical column -> text
    _json("left_out"),  # rows
    sa.Column("headers_hash", sa.String(64), nullable=False),  # of the file's column names
    sa.Column("idempotency_key", sa.String(200), nullable=True),
    sa.Column("version", sa.Integer, nullable=False, default=1),
    _to("created_by", "users.user_id", null=True),
    _to("changed_by", "users.user_id", null=True),
    _when("created_at"),
    _when("changed_at"),
    sa.UniqueConstraint("created_by", "idempotency_key"),
    sa.Index("ix_order_lists_day", "depot_id", "date"),
)

PLANS = _table(
    "plans",
    _id("plan_id"),
    _to("depot_id", "depots.depot_id"),
    sa.Column("date", sa.Date, nullable=False),
    _to("list_id", "order_lists.list_id", null=True),
    sa.Column("state", sa.String(16), nullable=False),  # waiting | draft | released | failed
    _to("job_id", "jobs.job_id", null=True),
    _json("problem"),
    _to("matrices_file_id", "files.file_id", null=True),
    _json("sources"),  # roads, traffic, options: what it was planned with
    sa.Column("cursor", sa.Integer, nullable=False, default=0),  # number of the step that is shown
    sa.Column("version", sa.Integer, nullable=False, default=1),
    _to("created_by", "users.user_id", null=True),
    _to("changed_by", "users.user_id", null=True),
    _when("created_at"),
    _when("changed_at"),
    _when("released_at", null=True),
    _to("released_by", "users.user_id", null=True),
    _json("released", null=True),  # the document with the ETAs as released
    sa.Index("ix_plans_day", "depot_id", "date"),
)

PLAN_STEPS = _table(
    "plan_steps",
    _to("plan_id", "plans.plan_id", key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    _to("user_id", "users.user_id", null=True),
    _when("at"),
    _json("what"),  # code and values that name the step
    _json("locks"),
    _json("document"),
)

HISTORIES = _table(
    "histories",
    _id("history_id"),
    _to("depot_id", "depots.depot_id"),
    _text("name"),
    _to("file_id", "files.file_id", null=True),  # null once its time has run out
    _to("vehicles_file_id", "files.file_id", null=True),
    sa.Column("simulated", sa.Boolean, nullable=False, default=False),
    _json("summary"),
    _to("created_by", "users.user_id", null=True),
    _when("created_at"),
    _when("delete_after"),
    _when("deleted_at", null=True),
    _to("deleted_by", "users.user_id", null=True),  # null if its time ran out
)

RUNS = _table(
    "runs",
    _id("run_id"),
    _to("depot_id", "depots.depot_id"),
    sa.Column("number", sa.Integer, nullable=False),
    _to("history_id", "histories.history_id"),
    sa.Column("kind", sa.String(16), nullable=False),  # diagnosis | replay
    _to("job_id", "jobs.job_id", null=True),
    _json("options"),
    _json("document", null=True),
    _json("learned", null=True),
    _to("created_by", "users.user_id", null=True),
    _when("created_at"),
    _when("deleted_at", null=True),
    sa.UniqueConstraint("depot_id", "number"),
)

RUN_FILES = _table(
    "run_files",
    _to("run_id", "runs.run_id", key=True),
    sa.Column("name", sa.String(100), primary_key=True),
    _to("file_id", "files.file_id"),
    sa.Column("personal", sa.Boolean, nullable=False),  # holds actual times of single visits
)
