"""Element templates of the house's vocabulary, with the centre's own departments, papers, topics and materials.

In the format of Camunda Modeler for Camunda 7 diagrams; our own editor reads the same list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.designs.deploying import House
from app.designs.template_topics import procedure_templates, topic_templates
from app.domain.roles import WORDS, Role
from app.handlers.notices import NAMES
from app.store import definitions as stored
from app.store import people, registry

Json = dict[str, Any]
Choice = tuple[str, str]
"""A value and what it is called."""

MODES = (
    ("direct", "直接办理", "on the spot"),
    ("promised", "承诺办理", "promised"),
    ("joint", "联合办理", "joint"),
    ("escalated", "上报办理", "decided by the higher level"),
    ("rejected", "明确答复", "written refusal"),
    ("assisted", "协助办理", "assisted"),
)
TOPICS = {
    "notice.issue": ("出具文书", "issue a paper"),
    "supervise.urge": ("发催办", "urge"),
    "supervise.yellow": ("亮黄灯", "yellow light"),
    "supervise.red": ("亮红灯报监察", "red light, tell the supervisors"),
    "supervise.escalate": ("升级督办", "escalate"),
    "result.deliver": ("送达结果", "deliver the result"),
    "case.status": ("设置办件状态", "set the state of the case"),
    "refusal.file": ("否决报备", "file a refusal"),
    "transfer.upward": ("转报上级", "report upward"),
    "opinion.missing": ("记录未按期反馈", "record a missing opinion"),
    "survey.appoint": ("约定勘验", "appoint a survey"),
    "procedure.start": ("启动流程", "start a procedure"),
    "register.enter": ("登记台账", "enter into a register"),
    "register.count": ("统计台账", "count lines of a register"),
    "case.route": ("按事项确定部门", "find an item's department"),
    "log.fill": ("预填值班日志", "fill in the duty log"),
    "report.fill": ("生成月报数据", "fill in the monthly report"),
    "absence.count": ("计算请假天数", "count the days of an absence"),
    "absence.enter": ("登记离岗请假", "enter an absence"),
}
_FORM = "^[0-9]{1,4}$"


@dataclass(frozen=True, kw_only=True)
class Stock:
    """What a designer may choose from at the moment."""

    departments: tuple[Choice, ...]
    notices: tuple[Choice, ...]
    topics: tuple[str, ...]
    actions: tuple[Choice, ...]
    materials: tuple[str, ...]
    items: tuple[Choice, ...]


def stock(house: House, language: str, at: datetime) -> Stock:
    """The centre's departments, papers, buttons and materials as they are now."""
    with house.database.reading() as connection:
        departments = [
            (one.code, str(one.data.get("name_en") or one.name) if language == "en" else one.name)
            for one in people.departments(connection)
        ]
        papers = registry.setting(connection, "notices") or [{"code": c, "name": n} for c, n in NAMES.items()]
        actions = registry.setting(connection, "actions") or []
        latest = stored.in_force(connection, at)
    materials = {
        str(one["code"]): f"{one['code']} {one['name']}"
        for record in latest
        for one in (record.guide or {}).get("materials", [])
    }
    return Stock(
        departments=tuple(departments),
        notices=tuple((one["code"], _name(one, language)) for one in papers),
        topics=tuple(house.topics),
        actions=tuple((one["code"], _name(one, language)) for one in actions),
        materials=tuple(materials[code] for code in sorted(materials)),
        items=tuple((record.key, record.name) for record in latest),
    )


def _name(entry: Json, language: str) -> str:
    return str((entry.get("name_en") if language == "en" else None) or entry["name"])


def element_templates(house: House, language: str, *, at: datetime) -> list[Json]:
    """Every template, in the words of `language` ("zh" or "en")."""
    return Writer(stock(house, language, at), language).all()


class Writer:
    """Writes the templates of one stock in one language."""

    def __init__(self, stock: Stock, language: str) -> None:
        self.stock = stock
        self.english = language == "en"

    def say(self, zh: str, en: str) -> str:
        """One of two wordings."""
        return en if self.english else zh

    def all(self) -> list[Json]:
        """The process first, then steps in the order a case meets them."""
        own = [self.process(), *self.steps(), self.joint(), self.notice(), self.service(), self.light(), self.result()]
        return [*own, *procedure_templates(self), *topic_templates(self)]

    def template(self, key: str, kind: str, zh: str, en: str, about: Choice, fields: Sequence[Json]) -> Json:
        """One template for elements of one BPMN type."""
        return {
            "id": f"lianban.{key}",
            "name": self.say(zh, en),
            "description": self.say(*about),
            "appliesTo": [f"bpmn:{kind}"],
            "properties": list(fields),
        }

    def text(self, name: str, zh: str, en: str, *, value: str = "", hint: str = "", form: str = "") -> Json:
        """A line kept as an extension property."""
        made: Json = {"label": self.say(zh, en), "type": "String", "binding": _kept(name)}
        if value:
            made["value"] = value
        if hint:
            made["description"] = hint
        if form:
            made["constraints"] = {"pattern": {"value": form, "message": self.say("应为工作日数", "a number of days")}}
        return made

    def pick(self, name: str, zh: str, en: str, choices: Sequence[Choice], value: str = "") -> Json:
        """A choice kept as an extension property."""
        shown = [{"name": f"{label} ({code})", "value": code} for code, label in choices]
        made: Json = {"label": self.say(zh, en), "type": "Dropdown", "choices": shown, "binding": _kept(name)}
        return {**made, "value": value} if value else made

    def days(self, name: str, zh: str, en: str, value: str = "") -> Json:
        """A number of working days."""
        return self.text(name, zh, en, value=value, form=_FORM)

    def department(self, *, own: bool) -> Json:
        """Who handles the step; own: in a joint review, the department of the turn."""
        turn = [{"name": self.say("会签中的本部门", "the department of the turn"), "value": "${dept}"}] if own else []
        lead = [] if own else [{"name": self.say("按办件数据", "by the case's data"), "value": "${dept}"}]
        known = [{"name": f"{label} ({code})", "value": code} for code, label in self.stock.departments]
        made: Json = {
            "label": self.say("办理部门", "Department"),
            "type": "Dropdown",
            "choices": [*turn, *known, *lead],
            "binding": {"type": "property", "name": "camunda:candidateGroups"},
            "constraints": {"notEmpty": True},
        }
        return {**made, "value": "${dept}"} if own else made

    def step(
        self, key: str, zh: str, en: str, about: Choice, *, actions: str, role: str, days: str, **more: str
    ) -> Json:
        """A step that people handle; `more`: what is kept as it is, unseen."""
        roles = [(str(r), WORDS[r] if not self.english else str(r)) for r in (Role.WINDOW, Role.OFFICER, Role.HEAD)]
        known = self.say("可用:", "known: ") + ", ".join(f"{code} {name}" for code, name in self.stock.actions)
        papers = self.say("可用:", "known: ") + ", ".join(f"{code} {name}" for code, name in self.stock.notices)
        return self.template(key, "UserTask", zh, en, about, [
            self.department(own=more.pop("own", "") == "yes"),
            self.days("limit", "承诺时限(工作日)", "Limit (working days)", days),
            self.days("warn", "提前预警(工作日)", "Warn before (working days)", "1" if int(days) > 1 else "0"),
            self.pick("role", "由谁办理", "Who of the department", roles, role),
            self.text("actions", "办理结果", "Outcomes", value=actions, hint=known),
            self.text("materials", "所需材料", "Materials", hint="; ".join(self.stock.materials)[:600]),
            self.text("notices", "可出文书", "Papers", hint=papers[:600]),
            *(_hidden(name, value) for name, value in {"kind": key, **more}.items()),
        ])  # fmt: skip

    def steps(self) -> list[Json]:
        """What windows and departments do."""
        gathered = {"outputCollection": "opinions", "outputElement": "opinion"}
        return [
            self.step(
                "accept", "窗口受理", "Acceptance",
                ("窗口收件后审核材料,决定受理或不予受理;在受理之前,不占承诺时限。",
                 "The window checks the materials and accepts or declines; before it no limit runs."),
                actions="accept,reject", role="window", days="2", clock="before",
            ),
            self.step(
                "inspect", "现场勘验", "Inspection",
                ("到现场核查,两人以上。", "On the spot, by two people or more."),
                actions="done", role="officer", days="2", reviewers="2",
            ),
            self.step(
                "review", "部门审查", "Review",
                ("部门同意或不同意;不同意须说明理由和依据。",
                 "The department agrees or not; a no has reasons and legal basis."),
                actions="agree,disagree,return", role="officer", days="5", own="yes", **gathered,
            ),
            self.step(
                "decide", "牵头部门决定", "Decision",
                ("汇总意见后准予或不予许可。", "Having heard everybody, grants or denies."),
                actions="grant,deny", role="head", days="2",
            ),
            self.step(
                "deliver", "送达", "Delivery",
                ("证照和文书交申请人。", "Licence and papers go to the applicant."),
                actions="done", role="window", days="1", clock="before",
            ),
        ]  # fmt: skip

    def process(self) -> Json:
        """What the procedure promises as a whole."""
        modes = [(code, self.say(zh, en)) for code, zh, en in MODES]
        about = ("事项的牵头部门、办理方式、承诺和法定时限。", "Lead department, way of handling, promise and law.")
        return self.template("process", "Process", "事项", "Item", about, [
            self.text("itemCode", "事项编码", "Item code"),
            self.pick("mode", "办理方式", "Way of handling", modes, "joint"),
            self.pick("lead", "牵头部门", "Lead department", self.stock.departments),
            self.days("limit", "承诺时限(工作日)", "Promise (working days)"),
            self.days("statutoryLimit", "法定时限(工作日)", "Law (working days)"),
        ])  # fmt: skip

    def joint(self) -> Json:
        """Departments side by side, each in a turn of its own."""
        about = (
            "每个协办部门各走一遍,互不等待;意见按部门收集。",
            "Every department goes through it on its own; opinions are gathered.",
        )
        return self.template("joint", "SubProcess", "并联审查", "Joint review", about, [
            _hidden("outputCollection", "opinions"),
            _hidden("outputElement", "opinion"),
        ])  # fmt: skip

    def notice(self) -> Json:
        """A numbered paper."""
        about = ("出具编号文书。", "Issues a numbered paper.")
        return self.template("notice", "SendTask", "出具文书", "Issue a paper", about, [
            _fixed("camunda:type", "external"),
            _fixed("camunda:topic", "notice.issue"),
            self.pick("notice", "文书", "Paper", self.stock.notices),
        ])  # fmt: skip

    def service(self) -> Json:
        """What the server does by itself."""
        topics = [
            {"name": f"{self.say(*TOPICS.get(topic, (topic, topic)))} ({topic})", "value": topic}
            for topic in self.stock.topics
        ]
        choice: Json = {
            "label": self.say("做什么", "What"),
            "type": "Dropdown",
            "choices": topics,
            "binding": {"type": "property", "name": "camunda:topic"},
        }
        about = ("由系统自动办理:催办、亮灯、报备、送达等。", "Done by the server: urge, light, file, deliver.")
        return self.template(
            "service",
            "ServiceTask",
            "自动办理",
            "Done by the server",
            about,
            [_fixed("camunda:type", "external"), choice],
        )

    def light(self) -> Json:
        """A warning that does not interrupt."""
        lights = [("yellow", self.say("黄灯", "yellow")), ("red", self.say("红灯", "red"))]
        about = ("到时亮灯,不打断办理。", "Lights up without interrupting.")
        return self.template(
            "light", "BoundaryEvent", "亮灯", "Light", about, [self.pick("light", "灯", "Light", lights, "yellow")]
        )

    def result(self) -> Json:
        """How a case ends."""
        results = [
            ("completed", self.say("办结", "completed")),
            ("refused", self.say("不予许可", "refused")),
            ("declined", self.say("不予受理", "declined")),
            ("withdrawn", self.say("撤回", "withdrawn")),
        ]
        about = ("办件以何种结果结束。", "With what the case ends.")
        return self.template(
            "result", "EndEvent", "办结结果", "Result", about,
            [self.pick("result", "结果", "Result", results, "completed")],
        )  # fmt: skip


def _kept(name: str) -> Json:
    return {"type": "camunda:property", "name": name}


def _hidden(name: str, value: str) -> Json:
    return {"type": "Hidden", "value": value, "binding": _kept(name)}


def _fixed(attribute: str, value: str) -> Json:
    return {"type": "Hidden", "value": value, "binding": {"type": "property", "name": attribute}}
