"""The acts that a window must not commit: the eighteen of the rule books, and what else the rules count as a breach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Certainty(StrEnum):
    """How far a machine can tell."""

    CERTAIN = "A"  # blocked, or seen for certain
    PARTIAL = "P"  # a sign for a person to judge
    BY_HAND = "M"  # only a complaint or an inspection brings it up


class Weight(StrEnum):
    """What a signal says: that something happened, or that somebody should look."""

    VIOLATION = "violation"
    SIGNAL = "signal"


@dataclass(frozen=True, kw_only=True)
class Forbidden:
    """One act.  limits: what of it the watch cannot see."""

    number: str
    zh: str
    en: str
    certainty: Certainty
    limits_zh: str = ""
    limits_en: str = ""


_A, _P, _M = Certainty.CERTAIN, Certainty.PARTIAL, Certainty.BY_HAND
_ACTS = (
    Forbidden(number="1", zh="不公示依法应当公示的材料", en="What must be public is not public", certainty=_A),
    Forbidden(
        number="2", zh="未一次性告知全部补正内容", en="Not everything that is missing was told at once", certainty=_A
    ),
    Forbidden(
        number="3",
        zh="可以当场更正而不允许当场更正",
        en="What could be corrected on the spot was turned away",
        certainty=_P,
        limits_zh="只看登记的缺陷类型",
        limits_en="sees only the kinds of defects that were written down",
    ),
    Forbidden(
        number="4", zh="要求提交重复或者无关的材料", en="Repeated or unrelated materials were asked for", certainty=_A
    ),
    Forbidden(
        number="5",
        zh="不免费提供申请书格式文本",
        en="The form is not given out free of charge",
        certainty=_P,
        limits_zh="只看公示的办事指南,看不到窗口",
        limits_en="sees the public guide, not the counter",
    ),
    Forbidden(
        number="6",
        zh="对符合法定条件的申请不予受理",
        en="An application that meets the conditions was declined",
        certainty=_P,
        limits_zh="以材料核验记录为准,不判断实体条件",
        limits_en="goes by the checklist, not by the merits",
    ),
    Forbidden(
        number="7",
        zh="受理或者不予受理不出具书面凭证",
        en="Accepted or declined without a written voucher",
        certainty=_A,
    ),
    Forbidden(
        number="8",
        zh="明知材料虚假仍予受理或者办理",
        en="Accepted although materials were known to be false",
        certainty=_P,
        limits_zh="只看已标记为虚假的材料",
        limits_en="sees only what was marked as false",
    ),
    Forbidden(number="9", zh="未履行法定告知义务", en="Somebody was not told what the law wants told", certainty=_A),
    Forbidden(number="10", zh="不说明不受理或者不予办理的理由", en="A refusal without its reasons", certainty=_A),
    Forbidden(number="11", zh="应当听证而不听证", en="No hearing where one must be held", certainty=_A),
    Forbidden(
        number="12", zh="应当即收即办而不当场办理", en="A direct item that was not closed on its day", certainty=_A
    ),
    Forbidden(
        number="13",
        zh="丢失、损毁申请文件或者档案",
        en="Papers or files were lost or damaged",
        certainty=_P,
        limits_zh="看登记的原件和归档清单,看不到实物",
        limits_en="sees what is registered, not the papers themselves",
    ),
    Forbidden(
        number="14",
        zh="索取、收受财物,指定购买商品或者服务",
        en="Gifts were taken, or goods or services prescribed",
        certainty=_M,
        limits_zh="只能由投诉或者检查发现",
        limits_en="only a complaint or an inspection brings it up",
    ),
    Forbidden(
        number="15", zh="擅自收费或者不按标准收费", en="A fee that is not in the published schedule", certainty=_A
    ),
    Forbidden(number="16", zh="收费不出具票据", en="A fee without a receipt", certainty=_A),
    Forbidden(
        number="17",
        zh="强制收取自愿性服务费用",
        en="A voluntary service that nobody asked for was charged",
        certainty=_P,
        limits_zh="只看有无本人申请的凭据",
        limits_en="sees only whether there is a request of the applicant's",
    ),
    Forbidden(
        number="18",
        zh="不执行中心统一管理,体外办理",
        en="Handled outside the centre's rules",
        certainty=_P,
        limits_zh="只看有取号、接待而无办件的情况",
        limits_en="sees tickets and receptions that led to no case",
    ),
    Forbidden(number="overdue", zh="超过承诺时限未办结", en="The promise was not kept", certainty=_A),
    Forbidden(
        number="refusal", zh="重大疑难事项未经值班领导审批即否决", en="Refused without the duty leader", certainty=_A
    ),
    Forbidden(number="filing", zh="未在规定期限内报备否决事项", en="A refusal was not filed in time", certainty=_A),
    Forbidden(number="handover", zh="首问事项移交后逾期未签收", en="A hand-over that nobody signed for", certainty=_A),
    Forbidden(
        number="unanswered", zh="咨询件当日未答复也未转办", en="A question neither answered nor referred", certainty=_A
    ),
    Forbidden(number="unserved", zh="下班前取号未获服务", en="A ticket that was not served by closing", certainty=_A),
    Forbidden(
        number="away",
        zh="离岗超过30分钟",
        en="Away from the window for more than half an hour",
        certainty=_P,
        limits_zh="只看离岗告示,看不到窗口",
        limits_en="sees the notices, not the window itself",
    ),
    Forbidden(
        number="dutylog",
        zh="值班日志未记当日违规",
        en="The day's log lacks a violation that was found later",
        certainty=_P,
        limits_zh="只看日志写了什么,不知当时能否发现",
        limits_en="sees what the log says, not what could be noticed",
    ),
    Forbidden(
        number="seal",
        zh="文书发出时无人有用印授权",
        en="A document went out while nobody could seal it",
        certainty=_P,
        limits_zh="只看授权清单,看不到印章",
        limits_en="sees the matrix, not the seal itself",
    ),
    Forbidden(
        number="ended",
        zh="已受理的办件未作决定即终止",
        en="An accepted case was ended without a decision",
        certainty=_P,
        limits_zh="只看有无决定,不知终止是否有法定事由",
        limits_en="sees that nothing was decided, not whether the law allows it",
    ),
    Forbidden(
        number="withdrawn",
        zh="超期或者停表的办件登记为申请人撤回",
        en="A late or stopped case was entered as withdrawn by its applicant",
        certainty=_P,
        limits_zh="只看登记的时间和签字件,不知是否出于申请人本意",
        limits_en="sees when it was entered and that it was signed, not whether the applicant meant it",
    ),
    Forbidden(
        number="joint",
        zh="联合办理推诿、延误",
        en="A department delayed a joint case",
        certainty=_P,
        limits_zh="只看各部门环节是否超期",
        limits_en="sees only which legs ran over",
    ),
)

ACTS: Mapping[str, Forbidden] = {act.number: act for act in _ACTS}
"""By number; those that are not among the eighteen have a word instead."""

EIGHTEEN = tuple(str(number) for number in range(1, 19))


def weight_of(rule: str) -> Weight:
    """How heavily a sign of a rule weighs: what cannot be known for certain accuses nobody."""
    return Weight.VIOLATION if ACTS[rule].certainty is Certainty.CERTAIN else Weight.SIGNAL
