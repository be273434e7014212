"""Element templates made of what topics declare that they read, and those of the centre's own procedures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from app.domain.roles import OF_PEOPLE, WORDS, Role
from app.handlers import TOPICS, Parameter, ParameterKind, Topic

if TYPE_CHECKING:
    from app.designs.templates import Writer

Json = dict[str, Any]


def topic_templates(writer: Writer) -> Iterator[Json]:
    """One template for each topic that reads anything beside its name; papers have one of their own."""
    for topic in TOPICS.values():
        if topic.parameters and topic.name != "notice.issue" and topic.name in writer.stock.topics:
            yield _topic(writer, topic)


def _topic(writer: Writer, topic: Topic) -> Json:
    fields = [_fixed("camunda:type", "external"), _fixed("camunda:topic", topic.name)]
    fields += [_field(writer, each) for each in topic.parameters]
    about = (f"由系统自动办理({topic.name})。", f"Done by the server ({topic.name}).")
    return writer.template(f"topic.{topic.name}", "ServiceTask", topic.zh, topic.en, about, fields)


def _field(writer: Writer, parameter: Parameter) -> Json:
    choices = [(one.value, writer.say(one.zh, one.en)) for one in parameter.choices]
    if parameter.kind is ParameterKind.DEPARTMENT:
        choices = list(writer.stock.departments)
    if choices:
        field = writer.pick(parameter.name, parameter.zh, parameter.en, choices, parameter.default)
    else:
        field = writer.text(parameter.name, parameter.zh, parameter.en, value=parameter.default)
    return {**field, "constraints": {"notEmpty": True}} if parameter.required else field


def procedure_templates(writer: Writer) -> Iterator[Json]:
    """The process of a procedure, and a step of it; its start by the clock is an own sort of event, not a template."""
    about = ("本中心自己的制度:投诉、督办、值班日志等。", "One of the centre's own: complaint, order, duty log …")
    kept = {"type": "camunda:property", "name": "class"}
    yield writer.template("procedure", "Process", "制度", "Procedure", about, [
        {"type": "Hidden", "value": "procedure", "binding": kept},
        writer.text("itemCode", "编号前缀", "Number series"),
        writer.pick("lead", "牵头部门", "Lead department", writer.stock.departments),
        writer.days("limit", "承诺时限(工作日)", "Promise (working days)"),
        writer.text("applicantFor", "可知悉申请人身份的角色", "Roles that may know the applicant",
                    hint=", ".join(str(role) for role in OF_PEOPLE)),
    ])  # fmt: skip
    yield _handled(writer)


def _handled(writer: Writer) -> Json:
    about = ("制度中的一个环节;可写明须回避的环节和人员。", "A step of a procedure; who may not do it can be said.")
    roles = [(str(one), writer.say(WORDS[one], str(one))) for one in (Role.OFFICER, Role.HEAD, Role.SUPERVISOR)]
    return writer.template("handle", "UserTask", "制度环节", "Step of a procedure", about, [
        writer.department(own=False),
        writer.days("limit", "承诺时限(工作日)", "Limit (working days)", "1"),
        writer.days("warn", "提前预警(工作日)", "Warn before (working days)", "0"),
        writer.pick("role", "由谁办理", "Who of the department", roles, str(Role.OFFICER)),
        writer.text("actions", "办理结果", "Outcomes", value="agree,disagree"),
        writer.text("kind", "环节种类", "Kind of step", value="handle"),
        writer.text("notBy", "须回避的环节和人员", "Not by whoever did, or is",
                    hint="review,decide,${respondent},${starter}"),
        writer.text("reasonsFor", "须说明理由的结果", "Outcomes that need reasons"),
        writer.text("ahead", "须提前的日期", "Days that lie ahead", hint="held_at:7"),
        writer.text("gives", "办理时给出的变量", "Variables that the answer gives"),
    ])  # fmt: skip


def _fixed(attribute: str, value: str) -> Json:
    return {"type": "Hidden", "value": value, "binding": {"type": "property", "name": attribute}}
