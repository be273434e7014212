"""The store: the only package that speaks to the database."""
