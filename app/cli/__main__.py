"""Lets `python -m app.cli` be the `lianban` command."""

from app.cli import main

main()
