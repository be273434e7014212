"""The pages: what people see in a browser, read from the use cases and written over the REST API."""

from app.web.assembly import build

__all__ = ["build"]
