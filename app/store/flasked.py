"""The database behind a web application: Flask-SQLAlchemy makes its engine and keeps it with the app."""

from __future__ import annotations

from typing import Any

from flask_sqlalchemy import SQLAlchemy

from app.store.database import Database, engine_options, normal_url, prepare_engine
from app.store.schema import metadata


def attach(app: Any, url: str) -> Database:
    """Open the database at `url` for a Flask app; its extension then serves pages and the Flask shell too."""
    app.config["SQLALCHEMY_DATABASE_URI"] = normal_url(url)
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(normal_url(url))
    extension = SQLAlchemy(metadata=metadata)
    extension.init_app(app)
    with app.app_context():
        return Database(prepare_engine(extension.engine))
