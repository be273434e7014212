"""Stories of silence and refusal: a late department, a silent one, a veto, an application not accepted."""

from __future__ import annotations

from app.demo.cast import LEAD, OFFICE
from app.demo.deeds import MORNING, Deed, Scene
from app.demo.diary import DAY
from app.demo.expecting import answered, ends, lights
from app.demo.shops import Facts
from app.demo.story import GRANTED, SILENT, Story, beijing, seen_that
from app.domain.roles import Role

LATE = Story(
    title="消防逾期，负责人补答",
    arrives=beijing(9, 9, 20),
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
        seen_that(
            "到期前自动催办", lambda seen: any(e["detail"].get("department") == "fire" for e in seen.acts("urge"))
        ),
        answered("逾期后由消防负责人反馈", "fire", "agree", step="head_review", by="luo.yong"),
        seen_that(
            "红灯经监察确认、部门说明原因",
            lambda seen: (
                [bool(a["acknowledged_at"] and a["explained_at"]) for a in seen.alerted("red", "fire")] == [True]
            ),
        ),
    ),
)

MISSING = Story(
    title="城管未按期反馈",
    arrives=beijing(9, 10, 5),
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
        seen_that(
            "记为“未按期反馈”，未当作同意",
            lambda seen: len(seen.alerted("missing", "urban")) == 1 and not seen.said_yes("urban"),
        ),
    ),
)

VETO_REASONS = "二层仅一部疏散楼梯，疏散宽度0.9米，少于规范要求的1.1米，且后厨通道堆放可燃物。"
VETO_BASIS = "《中华人民共和国消防法》第十五条；《建筑设计防火规范》第5.5.8条、第5.5.18条"

VETO = Story(
    title="消防否决，明确答复",
    arrives=beijing(9, 10, 50),
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
        seen_that(
            "否决经值班领导审批后送达归档",
            lambda seen: bool(seen.done("refusal_approve", OFFICE) and seen.done("refusal_serve", LEAD)),
        ),
        seen_that(
            "申请人看得到决定，看不到内部意见",
            lambda seen: seen.public["status"] == "refused" and "疏散" not in str(seen.public),
        ),
    ),
)

DECLINED = Story(
    title="执照注销，不予受理",
    arrives=beijing(11, 9, 25),
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
        seen_that(
            "未受理，不起算承诺时限", lambda seen: seen.case["accepted_at"] is None and seen.case["due_at"] is None
        ),
        seen_that("明确答复流程走到送达归档", lambda seen: bool(seen.done("refusal_serve", LEAD))),
    ),
)
