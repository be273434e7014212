"""No post without a deputy.

Every post of a department that the diagram asks has a holder and a deputy (A and B posts): when the holder is away
the clock goes on, and somebody must be able to act. A deputy is another person than the holder.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.verify.findings import Proof
from app.verify.rules.sheet import Sheet, groups_of


def check(sheet: Sheet) -> Iterator[Proof]:
    """`post-without-deputy`."""
    asked = {sheet.lead} | {code for node in sheet.steps() for code in groups_of(node)}
    for post in sheet.centre.posts or ():
        if post.department in asked and (not post.deputy or post.deputy == post.holder):
            yield sheet.on_process(
                "post-without-deputy",
                f"部门“{post.department}”的岗位“{post.name}”没有 B 岗。",
                f"The post {post.name!r} of the department {post.department!r} has no deputy.",
                "在中心文件中为该岗位设置 B 岗。 / Name a deputy for the post in the centre's file.",
                "warning",
            )
