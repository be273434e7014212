"""Alembic's entry: runs the migrations on the connection that `app.store.migrate` hands over."""

from __future__ import annotations

from alembic import context

from app.store.migrate import render_item
from app.store.schema import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=True,
    render_item=render_item,
    transaction_per_migration=False,
)
context.run_migrations()
