"""Every topic that the house performs and the properties it reads: checked on deploying, shown to designers."""

from __future__ import annotations

from dataclasses import replace

from app.domain import cases
from app.domain.cases import CaseStatus
from app.domain.stops import WORDS, Ground
from app.handlers.parameters import Choice, Parameter, ParameterKind, Topic
from app.notices import CATALOGUE

EVER = "ever"
"""Of a register's `span`: lines of all years are alike, for what they say has a date of its own."""

CO_DEPARTMENTS = "co_departments"
"""The variable that lists the departments of a joint review."""

OPINION, SILENT_DEPARTMENTS = "opinion", "silent_departments"
"""The variables that get an opinion read from silence, and the departments that still owe theirs."""
COMPLAINTS = "complaint,appeal"
"""The procedures by which somebody complains."""

_REACHABLE = frozenset[CaseStatus]().union(*cases.NEXT.values())

_GROUND = Parameter(
    name="ground",
    en="the special procedure",
    zh="停表事由",
    kind=ParameterKind.CHOICE,
    choices=tuple(Choice(value=one, en=WORDS[one][1], zh=WORDS[one][0]) for one in Ground),
    strict=False,  # a centre may have grounds of its own
    longest=64,
)
_GROUND_NEEDED = replace(_GROUND, required=True)
_SPAN = Parameter(
    name="span",
    en="of which years lines are alike",
    zh="同类项的年度范围",
    kind=ParameterKind.CHOICE,
    default="year",
    choices=(
        Choice(value="year", en="of this year", zh="本年"),
        Choice(value=EVER, en="of any year", zh="不分年度"),
    ),
)

_DECLARED = (
    Topic(
        name="notice.issue",
        en="Issue a numbered notice",
        zh="出具通知书",
        parameters=(
            Parameter(
                name="notice",
                en="kind of notice",
                zh="通知书种类",
                kind=ParameterKind.CHOICE,
                required=True,
                choices=tuple(Choice(value=code, en=code, zh=document.name) for code, document in CATALOGUE.items()),
                strict=False,
                longest=16,
            ),
            Parameter(name="reasons", en="reasons of a refusal, where nobody has just given them", zh="不予许可的理由"),
            Parameter(name="basis", en="legal basis of a refusal, where nobody has just given it", zh="法律依据"),
            Parameter(name="facts", en="variables that the notice takes over, parted by commas", zh="载入文书的变量"),
        ),
    ),
    Topic(
        name="supervise.urge",
        en="Urge the departments whose steps are open",
        zh="催办",
        parameters=(
            Parameter(
                name="target",
                en="a department to urge instead",
                zh="改催的部门",
                kind=ParameterKind.DEPARTMENT,
            ),
            Parameter(name="text", en="what to say", zh="催办内容"),
        ),
    ),
    Topic(name="supervise.yellow", en="Turn the lamp yellow and alert", zh="黄灯预警"),
    Topic(name="supervise.red", en="Turn the lamp red and alert", zh="红灯报监察"),
    Topic(name="supervise.escalate", en="Hand open steps to the heads", zh="转部门负责人"),
    Topic(
        name="result.deliver",
        en="Tell the window that the result is ready",
        zh="通知窗口送达",
        parameters=(Parameter(name="method", en="way of delivery", zh="送达方式", default="window"),),
    ),
    Topic(
        name="case.status",
        en="Put the case into a status",
        zh="设置办件状态",
        parameters=(
            Parameter(
                name="status",
                en="the status",
                zh="办件状态",
                kind=ParameterKind.CHOICE,
                required=True,
                choices=tuple(
                    Choice(value=status, en=status, zh=cases.WORDS[status])
                    for status in CaseStatus
                    if status in _REACHABLE
                ),
            ),
        ),
    ),
    Topic(name="refusal.file", en="File a refusal under a number", zh="否决报备"),
    Topic(
        name="transfer.upward",
        en="Issue the report to the higher level",
        zh="上报",
        parameters=(
            Parameter(name="receiver", en="to whom it is reported", zh="上报对象", kind=ParameterKind.DEPARTMENT),
        ),
    ),
    Topic(
        name="opinion.missing",
        en="Record that an opinion did not come",
        zh="记录未按期反馈",
    ),
    Topic(
        name="opinion.deemed",
        en="Read a department's silence as consent, where the item says so",
        zh="超时默认(事项已开启的)",
        parameters=(
            Parameter(
                name="variable",
                en="the variable that gets the opinion",
                zh="意见变量",
                kind=ParameterKind.VARIABLE,
                default=OPINION,
            ),
        ),
    ),
    Topic(
        name="opinion.silent",
        en="List the departments that still owe an opinion",
        zh="列出应补意见的部门",
        parameters=(
            Parameter(
                name="variable",
                en="the variable that gets the list",
                zh="部门列表变量",
                kind=ParameterKind.VARIABLE,
                default=SILENT_DEPARTMENTS,
            ),
        ),
    ),
    Topic(
        name="survey.appoint",
        en="Call all departments to one site visit",
        zh="预约一同勘验",
        parameters=(
            Parameter(
                name="departments",
                en="the variable that lists them",
                zh="部门列表变量",
                kind=ParameterKind.VARIABLE,
                default=CO_DEPARTMENTS,
            ),
        ),
    ),
    Topic(
        name="procedure.start",
        en="Start a procedure about this case",
        zh="启动流程",
        parameters=(
            Parameter(name="procedure", en="the procedure", zh="要启动的流程", required=True, longest=64),
            Parameter(name="variables", en="variables that it takes over, parted by commas", zh="带入的变量"),
        ),
    ),
    Topic(
        name="register.enter",
        en="Enter the case into a register under a number",
        zh="登记台账",
        parameters=(
            Parameter(name="register", en="the register", zh="台账", required=True, longest=64),
            Parameter(name="facts", en="what the line says, parted by commas", zh="登记的内容"),
            Parameter(name="by", en="what makes lines alike, parted by commas", zh="同类项"),
            _SPAN,
        ),
    ),
    Topic(
        name="register.count",
        en="Count this year's lines that say the same",
        zh="统计台账同类记录",
        gives=("count",),
        parameters=(
            Parameter(name="register", en="the register", zh="台账", required=True, longest=64),
            Parameter(name="by", en="what makes lines alike, parted by commas", zh="同类项"),
            _SPAN,
        ),
    ),
    Topic(
        name="case.route",
        en="Find the department of an item",
        zh="按事项确定部门",
        gives=("department",),
    ),
    Topic(
        name="log.fill",
        en="Fill in the duty log from the facts of the day",
        zh="预填值班日志",
        gives=("leader", "next_leader"),
        parameters=(
            Parameter(name="complaints", en="procedures that are complaints", zh="投诉类流程", default=COMPLAINTS),
        ),
    ),
    Topic(
        name="report.fill",
        en="Fill in the figures of last month",
        zh="生成月报数据",
        gives=("period",),
    ),
    Topic(
        name="absence.count",
        en="Count the working days of an absence",
        zh="计算请假天数",
        gives=("days",),
    ),
    Topic(name="absence.enter", en="Enter an absence with who stands in", zh="登记离岗请假"),
    Topic(
        name="result.announce",
        en="Announce the result on the notice board",
        zh="办结公告",
        parameters=(Parameter(name="title", en="title of the posting", zh="公告标题", longest=200),),
    ),
    Topic(name="rating.invite", en="Invite the applicant to rate", zh="邀请评价"),
    Topic(
        name="case.archive",
        en="Look for what the archive lacks, and archive at the end",
        zh="归档检查和归档",
        gives=("missing",),
    ),
    Topic(
        name="clock.pause",
        en="Stop the clock for a special procedure",
        zh="停表(特别程序)",
        parameters=(
            _GROUND_NEEDED,
            Parameter(
                name="days",
                en="working days expected, or the variable that says how many",
                zh="预计所需工作日数,或变量",
                required=True,
                longest=64,
            ),
            Parameter(name="reason", en="the reason, where nobody has just given one", zh="停表理由"),
        ),
    ),
    Topic(name="clock.resume", en="Let the clock go on", zh="恢复计时", parameters=(_GROUND,)),
)

TOPICS = {topic.name: topic for topic in _DECLARED}
