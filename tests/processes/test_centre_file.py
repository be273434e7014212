"""The centre's file holds together: people, posts, departments, windows, hours."""

from __future__ import annotations

from itertools import pairwise

from tests.processes.items import centre

OURS = [row for row in centre()["departments"] if not row["external"]]
POSTS = [post for row in OURS for post in row["posts"]]


def test_codes_are_used_once() -> None:
    for table, key in (
        ("roles", "code"),
        ("departments", "code"),
        ("notices", "code"),
        ("actions", "code"),
        ("windows", "number"),
    ):
        found = [row[key] for row in centre()[table]]
        assert len(found) == len(set(found)), table
    assert len(POSTS) == len({post["code"] for post in POSTS})


def test_every_post_has_an_a_and_another_person_as_b() -> None:
    held = {person for post in POSTS for person in (post["a"], post["b"])}
    assert all(post["a"] != post["b"] for post in POSTS)
    assert held == set(centre()["people"])


def test_every_person_has_one_role_in_one_department() -> None:
    held = [
        (person, post["role"], row["code"])
        for row in OURS
        for post in row["posts"]
        for person in (post["a"], post["b"])
    ]
    assert len({person for person, _, _ in held}) == len(set(held))


def test_every_department_has_a_head_and_roles_are_known() -> None:
    roles = {row["code"] for row in centre()["roles"]}
    assert all(post["role"] in roles for post in POSTS)
    for row in OURS:
        assert row["head"] in {post["code"] for post in row["posts"]}
        assert row["name"] and row["name_en"]
    assert {post["role"] for post in POSTS} == roles


def test_departments_and_windows_name_each_other() -> None:
    departments = {row["code"]: row for row in centre()["departments"]}
    windows = {row["number"]: row for row in centre()["windows"]}
    for code, row in departments.items():
        for number in row["windows"]:
            assert code == windows[number]["department"] or code in windows[number]["serves"]
    for number, row in windows.items():
        assert all(number in departments[code]["windows"] for code in (row["department"], *row["serves"]))


def test_somebody_at_the_centre_hears_of_lights() -> None:
    told = centre()["supervision"]
    roles = {post["role"] for row in OURS if row["code"] == told["department"] for post in row["posts"]}
    assert roles == {"supervisor"}
    assert {"department", "supervision"} == set(told["yellow"]) == set(told["red"])


def test_opening_hours_rise_without_overlap() -> None:
    edges = [edge for session in centre()["hours"]["sessions"] for edge in session]
    assert all(a < b for a, b in pairwise(edges))
