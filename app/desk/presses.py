"""The presses of a house: the present one, and those with which older notices were issued."""

from __future__ import annotations

import threading
from functools import cached_property

from app.errors import NotReady
from app.notices import Letterhead, Press, Typeface, overlaid, unpacked
from app.settings import Settings
from app.store import notices, people, registry
from app.store.database import Database


class Presses:
    """Makes the present press when it is first needed, and keeps it until names or letterhead change."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._lock = threading.Lock()
        self._current: Press | None = None
        self._older: dict[str, Press] = {}

    @property
    def current(self) -> Press:
        """What documents are issued with now; it is in the database before the first of them is.

        Raises NotReady: a template or the folder of fonts cannot be used.
        """
        found = self._current
        if found is None:
            with self._lock:
                found = self._current or self._made()
                self._current = found
        return found

    def forget(self) -> None:
        """Read the letterhead anew."""
        self._current = None

    def of(self, digest: str | None) -> Press:
        """What a notice was issued with; the present one for a notice from before there were any."""
        if digest is None or digest == self.current.digest:
            return self.current
        if digest not in self._older:
            with self._database.reading() as connection:
                packed = notices.packed_press(connection, digest)
            if packed is None:
                raise NotReady(f"the templates {digest[:12]} are not in the database", "数据库中缺少该文书的模板")
            self._older[digest] = unpacked(packed, self.current.typeface)
        return self._older[digest]

    def check(self) -> None:
        """Raises NotReady: one of the centre's own templates does not work; said at the start, not at a window."""
        findings = self._press().check_templates()
        if findings:
            first = findings[0]
            raise NotReady(first.message_en, first.message_zh, template=first.element)

    def warm(self) -> None:
        """Read the fonts now, which takes half a second, and not while the first applicant waits."""
        _ = self._typeface.printable

    @cached_property
    def _typeface(self) -> Typeface:
        return Typeface(self._settings.fonts)

    def _press(self) -> Press:
        return Press(overlaid(self._settings.templates), self._letterhead(), self._typeface)

    def _made(self) -> Press:
        press = self._press()
        with self._database.reading() as connection:
            known = notices.packed_press(connection, press.digest) is not None
        if not known:
            with self._database.writing() as connection:
                notices.keep_press(connection, press.digest, press.packed)
        return press

    def _letterhead(self) -> Letterhead:
        with self._database.reading() as connection:
            centre = registry.setting(connection, "centre") or {}
            departments = {one.code: one.name for one in people.departments(connection)}
        return Letterhead(
            centre={name: str(value) for name, value in centre.items() if isinstance(value, str | int)},
            departments=departments,
            address=self._settings.address,
            zone=self._settings.zone,
        )
