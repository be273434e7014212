"""Stories with a turn on the way: departments that join or leave, work returned, urged, taken back, stood in for."""

from __future__ import annotations

from app.demo.cast import LEAD
from app.demo.deeds import Deed, Do, Scene
from app.demo.diary import DAY
from app.demo.expecting import acted, answered, repeated
from app.demo.shops import Facts
from app.demo.story import GRANTED, Story, beijing, seen_that
from app.domain.roles import Role

ADDED = Story(
    title="加签生态，住建委派会审",
    arrives=beijing(9, 14, 10),
    facts=Facts(area=110, works=90_000, sign_board=True, drains=True),
    scenes=(
        Scene(
            step="review",
            department="urban",
            deeds=(
                Deed(do=Do.ADD, of=LEAD, after=1, about="ecology", reasons="勘验发现设有明火灶台，产生油烟，需登记。"),
                Deed(after=DAY, outcome="agree"),
            ),
        ),
        Scene(
            step="review",
            department="housing",
            deeds=(
                Deed(do=Do.CLAIM),
                Deed(do=Do.CONTEND, role=Role.HEAD, after=2),
                Deed(do=Do.DELEGATE, after=2, about="wei.dong", opinion="请核对隔油池容积与座位数是否匹配。"),
                Deed(do=Do.RESOLVE, deputy=True, after=4, opinion="容积1.2立方米，按36座核算满足要求。"),
                Deed(after=DAY, outcome="agree", opinion="经委派核对，隔油池容积满足要求，同意接入。"),
            ),
        ),
    ),
    expects=(
        GRANTED,
        acted("台账记有加签", "add_department"),
        answered("加签的生态环境部门作出反馈", "ecology", "agree"),
        acted("台账记有委派", "delegate"),
        acted("受托人答复后交回", "resolve"),
        answered("经办人采纳答复后反馈", "housing", "agree", by="ye.feng"),
        seen_that(
            "重复签收被拒(409)并指明签收人",
            lambda seen: [(one["status"], one.get("by")) for one in seen.refusals] == [(409, "ye.feng")],
        ),
    ),
)

RETURNED = Story(
    title="退回，重新勘验审查",
    arrives=beijing(9, 15, 5),
    facts=Facts(area=340, works=310_000, sign_board=True),
    scenes=(
        Scene(
            step="decide",
            deeds=(
                Deed(
                    do=Do.RETURN,
                    role=Role.HEAD,
                    after=1,
                    about="site_visit",
                    reasons="平面布置图与现场不一致，后厨已改位置，请重新勘验并审查。",
                ),
            ),
        ),
    ),
    expects=(
        GRANTED,
        acted("台账记有退回", "return"),
        repeated("一同勘验做了两次", "site_visit", 2),
        repeated("两个部门各审查两次", "review", 4),
    ),
)

URGED = Story(
    title="催办烟草，减签城管",
    arrives=beijing(10, 10, 15),
    facts=Facts(area=95, works=80_000, sign_board=True, tobacco=True, drains=True),
    scenes=(
        Scene(
            step="review",
            department="tobacco",
            deeds=(
                Deed(do=Do.URGE, role=Role.WINDOW, of=LEAD, after=DAY, opinion="申请人节前来电，请尽快反馈。"),
                Deed(after=DAY + 2, outcome="agree"),
            ),
        ),
        Scene(
            step="review",
            department="urban",
            deeds=(Deed(do=Do.REMOVE, of=LEAD, after=3, about="urban", reasons="申请人书面放弃设置户外招牌。"),),
        ),
    ),
    expects=(
        GRANTED,
        seen_that("窗口向烟草催办", lambda seen: any(e["actor"].startswith("tang.li") for e in seen.acts("urge"))),
        answered("烟草催办后反馈", "tobacco", "agree"),
        seen_that(
            "减签后不再等城管", lambda seen: bool(seen.acts("remove_department")) and not seen.done("review", "urban")
        ),
    ),
)

WITHDRAWN = Story(
    title="撤回意见，重新反馈",
    arrives=beijing(10, 14, 20),
    facts=Facts(area=130, works=160_000, sign_board=True, fumes=True),
    scenes=(
        Scene(step="review", department="urban", deeds=(Deed(after=2 * DAY, outcome="agree"),)),
        Scene(
            step="review",
            department="ecology",
            deeds=(
                Deed(
                    outcome="disagree",
                    opinion="未见专用烟道，不同意。",
                    reasons="图纸未标注专用烟道。",
                    basis="《中华人民共和国大气污染防治法》第八十一条",
                ),
                Deed(do=Do.WITHDRAW, after=4, reasons="误读图纸，专用烟道在附图二，撤回原意见。"),
            ),
        ),
        Scene(
            step="review",
            department="ecology",
            turn=2,
            deeds=(Deed(outcome="agree", opinion="专用烟道直通屋顶，净化设施齐备，同意登记。"),),
        ),
    ),
    expects=(
        GRANTED,
        acted("台账记有撤回意见", "withdraw_opinion"),
        seen_that("原意见留痕并标明撤回", lambda seen: len(seen.said("ecology", withdrawn=True)) == 1),
        answered("生态环境重新反馈同意", "ecology", "agree"),
    ),
)

DEPUTY = Story(
    title="A岗缺勤，B岗代办",
    arrives=beijing(11, 9, 8),
    facts=Facts(area=75, works=60_000, sign_board=True, tobacco=True),
    scenes=(
        Scene(
            step="review",
            department="tobacco",
            deeds=(
                Deed(do=Do.CLAIM, after=0),
                Deed(do=Do.CONTEND, deputy=True, after=1),
                Deed(
                    do=Do.ABSENCE, role=Role.HEAD, after=2, about="2026-02-14T17:30:00+08:00", reasons="于波因病请假。"
                ),
                Deed(deputy=True, after=3, outcome="agree", opinion="代A岗办理：场所独立，间距符合规定，同意。"),
            ),
        ),
    ),
    expects=(
        GRANTED,
        seen_that(
            "A岗在岗时B岗签收被拒(409)",
            lambda seen: [(one["status"], one.get("by")) for one in seen.refusals] == [(409, "yu.bo")],
        ),
        seen_that(
            "缺勤后B岗代办，意见注明代谁",
            lambda seen: [(one["user"], one["acting_for"]) for one in seen.said("tobacco")] == [("fu.qiang", "yu.bo")],
        ),
    ),
)
