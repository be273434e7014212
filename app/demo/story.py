"""The twelve stories of the demonstration: what each applicant declares, who does what, and what must be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.demo.cast import LEAD, OFFICE
from app.demo.deeds import MORNING, Deed, Do, Scene
from app.demo.diary import BEIJING, DAY
from app.demo.evidence import Evidence
from app.demo.expecting import Expectation, acted, answered, ends, green, lights, repeated
from app.demo.shops import Facts
from app.domain.roles import Role


@dataclass(frozen=True, kw_only=True)
class Story:
    """One case: when it is handed in, what it declares, its scenes beside the routine, and what must be seen."""

    title: str
    arrives: datetime
    facts: Facts
    scenes: tuple[Scene, ...] = ()
    expects: tuple[Expectation, ...] = ()
    explanation: str = ""
    """What the head of a department says to a red alert."""
    is_left: bool = False
    """Whether the case is left where it stands, while the others come to their ends."""

    def scene(self, step: str, department: str, turn: int) -> Scene | None:
        """What this story tells of a step; None where the routine goes on."""
        for scene in self.scenes:
            if scene.step == step and scene.department in ("", department) and scene.turn == turn:
                return scene
        return None


GRANTED = ends("completed", "准予许可，受理、决定、办结三份文书齐全", "SLTZ", "ZYXK", "BJTZ")
SILENT = (Deed(do=Do.NOTHING),)


def _at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 2, day, hour, minute, tzinfo=BEIJING)


def _seen(name: str, test: Callable[[Evidence], bool]) -> Expectation:
    return Expectation(name=name, test=test)


SMOOTH = Story(
    title="一路绿灯",
    arrives=_at(9, 9, 2),
    facts=Facts(area=260, works=280_000, sign_board=True, drains=True, fumes=True),
    expects=(GRANTED, green(), repeated("三个部门各审查一次", "review", 3)),
)

LATE = Story(
    title="消防逾期，负责人补答",
    arrives=_at(9, 9, 20),
    facts=Facts(area=420, works=260_000, drains=True, fumes=True),
    scenes=(
        Scene(step="review", department="fire", deeds=SILENT),
        Scene(
            step="head_review",
            department="fire",
            deeds=(
                Deed(role=Role.HEAD, after=2, outcome="agree", opinion="经办人漏办，已核对勘验记录，符合要求，同意。"),
            ),
        ),
    ),
    explanation="节前火灾防控专项检查，经办人外勤未及时反馈，已约谈并补办。",
    expects=(
        GRANTED,
        lights("消防审查先黄灯后红灯，各告警一次", "fire", "review", "yellow", "red"),
        _seen("到期前自动催办", lambda seen: any(e["detail"].get("department") == "fire" for e in seen.acts("urge"))),
        answered("逾期后由消防负责人反馈", "fire", "agree", step="head_review", by="luo.yong"),
        _seen("红灯经监察确认、部门说明原因", lambda seen: all(a["explained_at"] for a in seen.alerted("red", "fire"))),
    ),
)

MISSING = Story(
    title="城管未按期反馈",
    arrives=_at(9, 10, 5),
    facts=Facts(area=150, works=120_000, sign_board=True, drains=True),
    scenes=(
        Scene(step="review", department="urban", deeds=SILENT),
        Scene(step="head_review", department="urban", deeds=SILENT),
        Scene(
            step="decide",
            deeds=(
                Deed(
                    role=Role.HEAD,
                    after=2,
                    outcome="grant",
                    opinion="城管未按期反馈，不视为同意，户外招牌另行办理；其余事项符合条件，准予许可。",
                ),
            ),
        ),
    ),
    explanation="招牌审查岗交接疏漏，已追责并另行办理户外招牌。",
    expects=(
        GRANTED,
        lights("城管审查、负责人处理均亮红灯", "urban", "review", "yellow", "red"),
        lights("负责人处理逾期", "urban", "head_review", "red"),
        _seen(
            "记为“未按期反馈”，未当作同意",
            lambda seen: len(seen.alerted("missing", "urban")) == 1 and not seen.said_yes("urban"),
        ),
    ),
)

VETO_REASONS = "二层仅一部疏散楼梯，疏散宽度0.9米，少于规范要求的1.1米，且后厨通道堆放可燃物。"
VETO_BASIS = "《中华人民共和国消防法》第十五条；《建筑设计防火规范》第5.5.8条、第5.5.18条"

VETO = Story(
    title="消防否决，明确答复",
    arrives=_at(9, 10, 50),
    facts=Facts(area=520, works=480_000, sign_board=True, fumes=True),
    scenes=(
        Scene(
            step="review",
            department="fire",
            deeds=(
                Deed(
                    after=DAY,
                    outcome="disagree",
                    opinion="疏散条件不符合要求，不同意。",
                    reasons=VETO_REASONS,
                    basis=VETO_BASIS,
                ),
            ),
        ),
        Scene(
            step="decide",
            deeds=(
                Deed(
                    role=Role.HEAD,
                    after=0,
                    hours=MORNING,
                    outcome="deny",
                    opinion="采纳消防救援大队意见，不予许可。",
                    reasons=f"公共安全必要条件不具备：{VETO_REASONS}",
                    basis=f"《行政许可法》第三十八条；{VETO_BASIS}",
                ),
            ),
        ),
        Scene(
            step="refusal_draft",
            deeds=(
                Deed(
                    after=0,
                    outcome="major",
                    opinion="涉及公共安全，属重大疑难，报值班领导审批。",
                    reasons=VETO_REASONS,
                    basis=VETO_BASIS,
                ),
            ),
        ),
    ),
    expects=(
        ends("refused", "不予许可，出具决定书", "SLTZ", "BYXK"),
        answered("消防不同意，理由和依据齐全", "fire", "disagree"),
        _seen(
            "否决经值班领导审批后送达归档",
            lambda seen: bool(seen.done("refusal_approve", OFFICE) and seen.done("refusal_serve", LEAD)),
        ),
        _seen(
            "申请人看得到决定，看不到内部意见",
            lambda seen: seen.public["status"] == "refused" and "疏散" not in str(seen.public),
        ),
    ),
)

ADDED = Story(
    title="加签生态，住建委派会审",
    arrives=_at(9, 14, 10),
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
        _seen(
            "重复签收被拒(409)并指明签收人",
            lambda seen: [(one["status"], one.get("by")) for one in seen.refusals] == [(409, "ye.feng")],
        ),
    ),
)

RETURNED = Story(
    title="退回，重新勘验审查",
    arrives=_at(9, 15, 5),
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
    arrives=_at(10, 10, 15),
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
        _seen("窗口向烟草催办", lambda seen: any(e["actor"].startswith("tang.li") for e in seen.acts("urge"))),
        answered("烟草催办后反馈", "tobacco", "agree"),
        _seen(
            "减签后不再等城管", lambda seen: bool(seen.acts("remove_department")) and not seen.done("review", "urban")
        ),
    ),
)

WITHDRAWN = Story(
    title="撤回意见，重新反馈",
    arrives=_at(10, 14, 20),
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
        _seen("原意见留痕并标明撤回", lambda seen: len(seen.said("ecology", withdrawn=True)) == 1),
        answered("生态环境重新反馈同意", "ecology", "agree"),
    ),
)

DEPUTY = Story(
    title="A岗缺勤，B岗代办",
    arrives=_at(11, 9, 8),
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
        _seen(
            "A岗在岗时B岗签收被拒(409)",
            lambda seen: [(one["status"], one.get("by")) for one in seen.refusals] == [(409, "yu.bo")],
        ),
        _seen(
            "缺勤后B岗代办，意见注明代谁",
            lambda seen: [(one["user"], one["acting_for"]) for one in seen.said("tobacco")] == [("fu.qiang", "yu.bo")],
        ),
    ),
)

DECLINED = Story(
    title="执照注销，不予受理",
    arrives=_at(11, 9, 25),
    facts=Facts(area=60, works=50_000, fumes=True),
    scenes=(
        Scene(
            step="accept",
            deeds=(
                Deed(
                    role=Role.WINDOW,
                    after=0,
                    outcome="reject",
                    opinion="共享核验显示营业执照已注销，不予受理。",
                    reasons="营业执照于2026年1月注销，申请人不具备主体资格。",
                    basis="《行政许可法》第三十二条第一款第（二）项；《食品经营许可和备案管理办法》第十条",
                ),
            ),
        ),
    ),
    expects=(
        ends("declined", "不予受理，出具通知书", "BYSL"),
        _seen("未受理，不起算承诺时限", lambda seen: seen.case["accepted_at"] is None and seen.case["due_at"] is None),
        _seen("明确答复流程走到送达归档", lambda seen: bool(seen.done("refusal_serve", LEAD))),
    ),
)

AFTER_HOURS = Story(
    title="下班申报，调休周六办结",
    arrives=_at(13, 17, 50),
    facts=Facts(area=48, works=40_000),
    expects=(
        GRANTED,
        green("无协办部门，不勘验，全程绿灯"),
        _seen("调休的周六(02-14)受理并办结", lambda seen: seen.days("accepted_at", "ended_at") == ["02-14", "02-14"]),
    ),
)

STANDING = Story(
    title="节后申报，正在审查",
    arrives=_at(24, 9, 12),
    facts=Facts(area=380, works=290_000, sign_board=True, tobacco=True),
    scenes=(
        Scene(step="review", department="fire", deeds=(Deed(outcome="agree"),)),
        Scene(step="review", department="urban", deeds=SILENT),
        Scene(step="review", department="tobacco", deeds=SILENT),
    ),
    is_left=True,
    expects=(
        _seen("已受理，时限在走，绿灯", lambda seen: seen.case["status"] == "accepted" and not seen.alerts),
        answered("消防已反馈同意", "fire", "agree"),
        _seen(
            "停在城管、烟草的部门审查",
            lambda seen: (
                {(at["element"], at["department"]) for at in seen.stands_at}
                == {("review", "urban"), ("review", "tobacco")}
            ),
        ),
    ),
)

STORIES = (
    SMOOTH, LATE, MISSING, VETO, ADDED, RETURNED, URGED, WITHDRAWN, DEPUTY, DECLINED, AFTER_HOURS, STANDING,
)  # fmt: skip
