"""Lets a package offer names that it imports only when they are asked for, so that a short command starts fast."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def offered(package: str, homes: Mapping[str, str]) -> Callable[[str], Any]:
    """The `__getattr__` of a package.  homes: the module of each name, or `module:name` where it has another there."""

    def find(name: str) -> Any:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module, _, there = homes[name].partition(":")
        found = getattr(import_module(f"{package}.{module}"), there or name)
        setattr(sys.modules[package], name, found)
        return found

    return find
