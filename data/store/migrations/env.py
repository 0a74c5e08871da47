"""Runs the migrations on the connection, and in the transaction, that :mod:`data.store.schema` has opened."""

from alembic import context

from data.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
