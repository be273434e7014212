"""Tokens, absences: the directory as the desk keeps it."""

from __future__ import annotations

import pytest

from app import designs, desk
from app.domain.roles import Role
from app.errors import Forbidden, Invalid, NotFound, Unauthorised
from tests.factories import ADMIN, AT, DAY, Centre, head, officer


def test_a_token_is_kept_only_as_its_digest(centre: Centre) -> None:
    token = desk.issue_token(centre.house, "fire.o1", Role.OFFICER, "fire", at=AT)
    with centre.house.database.reading() as connection:
        stored = connection.exec_driver_sql("SELECT * FROM token").fetchall()
    assert token not in str(stored) and len(token) >= 43
    actor = desk.authenticate(centre.house, token, AT)
    assert (actor.user, actor.role, actor.department, actor.posts) == ("fire.o1", Role.OFFICER, "fire", {"fire-review"})


def test_unknown_expired_and_revoked_tokens_sign_nobody_in(centre: Centre) -> None:
    token = desk.issue_token(centre.house, "x", Role.OFFICER, "fire", at=AT, expires_at=AT + DAY)
    assert desk.authenticate(centre.house, token, AT).user == "x"
    for bad, at in ((token + "x", AT), (token, AT + DAY), ("", AT)):
        with pytest.raises(Unauthorised):
            desk.authenticate(centre.house, bad, at)
    assert desk.revoke_tokens(centre.house, "x", at=AT) == 1
    with pytest.raises(Unauthorised):
        desk.authenticate(centre.house, token, AT)
    with pytest.raises(NotFound):
        desk.revoke_tokens(centre.house, "nobody", at=AT)


@pytest.mark.parametrize(
    ("user", "role", "department", "field"),
    [
        ("", "officer", "fire", "user"),
        ("a b", "officer", "fire", "user"),
        ("a@b", "officer", "fire", "user"),
        ("x" * 65, "officer", "fire", "user"),
        ("x", "king", "fire", "role"),
        ("x", "officer", "", "department"),
        ("x", "head", "", "department"),
        ("x", "officer", "a b", "department"),
    ],
)
def test_a_token_for_nonsense_is_refused(centre: Centre, user: str, role: str, department: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        desk.issue_token(centre.house, user, role, department, at=AT)
    assert refused.value.field == field


def test_a_new_department_is_entered_with_its_first_token(centre: Centre) -> None:
    assert not centre.house.knows("dept-tax")
    desk.issue_token(centre.house, "t", Role.OFFICER, "dept-tax", at=AT)
    assert centre.house.knows("dept-tax") and centre.house.name_of("dept-tax") == "dept-tax"


def test_b_learns_at_sign_in_whom_they_stand_in_for(centre: Centre) -> None:
    token = desk.issue_token(centre.house, "fire.o2", Role.OFFICER, "fire", at=AT)
    desk.add_absence(centre.house, head("fire"), "fire.o1", AT, AT + DAY, at=AT)
    assert desk.authenticate(centre.house, token, AT).acts_for == {"fire.o1"}
    assert desk.authenticate(centre.house, token, AT + DAY).acts_for == frozenset()


def test_an_absence_is_entered_by_oneself_the_head_or_an_administrator(centre: Centre) -> None:
    for actor in (officer("fire"), head("fire"), ADMIN):
        assert desk.add_absence(centre.house, actor, "fire.o1", AT, AT + DAY, at=AT).entered_by == actor.user
    for actor in (officer("fire", 2), head("urban")):
        with pytest.raises(Forbidden):
            desk.add_absence(centre.house, actor, "fire.o1", AT, AT + DAY, at=AT)
    with pytest.raises(Invalid):
        desk.add_absence(centre.house, ADMIN, "fire.o1", AT + DAY, AT, at=AT)
    with pytest.raises(NotFound):
        desk.add_absence(centre.house, ADMIN, "nobody", AT, AT + DAY, at=AT)
    with pytest.raises(NotFound):
        desk.end_absence(centre.house, ADMIN, 4711, at=AT)


def test_mail_goes_to_the_department_the_supervisors_or_an_address(centre: Centre) -> None:
    assert desk.mail_addresses(centre.house, "fire") == ["fire@example.org"]
    assert desk.mail_addresses(centre.house, "supervisor") == ["watch@example.org"]
    assert desk.mail_addresses(centre.house, "a@b.example") == ["a@b.example"]
    assert desk.mail_addresses(centre.house, "A02") == ["market@example.org"]  # the window's department
    assert desk.mail_addresses(centre.house, "moon") == []


def test_a_terminal_is_no_person_and_of_no_department(centre: Centre) -> None:
    terminal = desk.authenticate(centre.house, desk.issue_token(centre.house, "kiosk-1", Role.KIOSK, at=AT), AT)
    assert (terminal.role, terminal.department) == (Role.KIOSK, "")
    with pytest.raises(Invalid, match="of no department"):
        desk.issue_token(centre.house, "kiosk-2", Role.KIOSK, "fire", at=AT)
    desk.issue_token(centre.house, "a.person", Role.OFFICER, "fire", at=AT)
    for user, role, department in (("a.person", Role.KIOSK, ""), ("kiosk-1", Role.ADMINISTRATOR, "")):
        with pytest.raises(Invalid, match="a terminal is no person"):
            desk.issue_token(centre.house, user, role, department, at=AT)


def test_a_terminal_holds_no_post(centre: Centre) -> None:
    post = '{ code = "p", name = "岗", role = "kiosk", a = "kiosk-1", b = "kiosk-2" }'
    file = f'[[departments]]\ncode = "hall"\nname = "大厅"\nposts = [{post}]\n'
    with pytest.raises(Invalid, match="a post is held by a person"):
        designs.load_centre(centre.house, file.encode(), at=AT)
