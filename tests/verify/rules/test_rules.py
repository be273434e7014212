"""Every rule with diagrams that keep it and diagrams that break it, and the element that is told of."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from app.domain.disclosure import FIELDS
from app.verify.rules import MODULES, Centre, Post, Topic, findings
from tests.verify.drawing import Drawing
from tests.verify.rules.fixtures import (
    CENTRE,
    Case,
    centre,
    gateway,
    item,
    joining,
    joint,
    one_step,
    service,
    told,
    with_timer,
)


def plain() -> Drawing:
    """A diagram that promises nothing."""
    d = Drawing("p")
    d.flow(d.start(), d.user("work"), d.end())
    return d


def zeebe() -> Drawing:
    d = one_step()
    d.parts.append(
        '<bpmn:serviceTask id="z" name="z" camunda:topic="supervise.red"><bpmn:extensionElements>'
        '<z:taskDefinition xmlns:z="http://camunda.org/schema/zeebe/1.0" type="x" />'
        "</bpmn:extensionElements></bpmn:serviceTask>"
    )
    return d


def made_up(key: str) -> Drawing:
    d = item()
    d.flow(d.start(), d.user(key, limit=3), d.end())
    return d


def condition(text: str) -> Drawing:
    d = gateway(default=True, conditions=1)
    d.parts = [part.replace("${area &gt; 3}", text) for part in d.parts]
    return d


def nested(*, timer: bool) -> Drawing:
    """A step without a limit in a sub-process."""
    inner = Drawing("inside")
    inner.flow(inner.start("s"), inner.user("work"), inner.end("e"))
    d = item()
    d.flow(d.start(), d.sub(inner), d.end())
    if timer:
        d.timer("late", "inside", "workdays(5)")
        d.flow("late", d.end("gone"))
    return d


def rhythmic(text: str, **said: object) -> Drawing:
    """A process whose start event is a timer."""
    d = item(**said)
    cycle = f"<bpmn:timerEventDefinition><bpmn:timeCycle>{text}</bpmn:timeCycle></bpmn:timerEventDefinition>"
    d.flow(d.start(inner=cycle), d.user("work", limit=3), d.end())
    return d


PROCEDURE = {"class": "procedure", "statutoryLimit": None}
REFUSING = {"kind": "decide", "actions": "grant,deny"}
ALONE = (Post(name="审查岗", department="a", holder="li", deputy="li"),)


def tacit(*, answered: bool = True) -> Drawing:
    """A step whose silence is read as consent, and a step in which it is answered."""
    d = item()
    d.start()
    d.add("serviceTask", "deem", **{"camunda:type": "external", "camunda:topic": "opinion.deemed"})
    d.add("serviceTask", "list", **{"camunda:type": "external", "camunda:topic": "opinion.silent"})
    d.user("late", limit=3, kind="compensate" if answered else "review")
    d.end()
    d.flow("start", "deem", "list", "late", "end")
    return d


def silence(**more: object) -> Centre:
    """A centre that knows the topics of silence, with an item that turns it on."""
    topics = {**CENTRE.topics, "opinion.deemed": Topic(), "opinion.silent": Topic()}  # type: ignore[dict-item]
    guide = {"facts": ["area", "co"], "silence": True, **more}
    return centre(guides={"p": guide}, topics=topics)


def guided(
    mode: str = "joint",
    fees: object = (),
    materials: object = (),
    about: Mapping[str, object] = MappingProxyType({}),
    unreadable: Mapping[str, tuple[tuple[str, str], ...]] | None = None,
    **disclosed: str,
) -> Centre:
    """A centre whose item has a guide that discloses all, with something else about it."""
    told = {one.field: "有" for one in FIELDS} | disclosed
    files = [{"name": "a.pdf", "title": "有", "kind": "form"}, {"name": "b.pdf", "title": "例", "kind": "sample"}]
    guide = {"facts": ["area", "co"], "mode": mode, "fees": fees, "materials": materials, "disclosure": told}
    guide = {**guide, "files": files, **about}
    return centre(guides={"p": guide}, disclosure_required=True, unreadable=unreadable)


CASES = [
    Case("an item with all that it needs", one_step),
    Case("a plain diagram", plain),
    Case("no lead", lambda: one_step(item(lead=None)), (("no-lead", "p"),)),
    Case("a lead in the guide", lambda: one_step(item(lead=None)), (),
         centre(guides={"p": {"lead": "a", "facts": ["area", "co"]}})),
    Case("a lead that is not there", lambda: one_step(item(lead="moon")), (("unknown-department", "p"),)),
    Case("no item code", lambda: one_step(item(itemCode=None)), (("no-item-code", "p"),)),
    Case("a promise over the law", lambda: one_step(item(limit=30)), (("promise-over-statutory", "p"),)),
    Case("a step's promise over the law", lambda: one_step(statutoryLimit=2), (("promise-over-statutory", "work"),)),
    Case("no law", lambda: one_step(item(statutoryLimit=None)), (("no-statutory-limit", "p"),)),
    Case("a limit in words", lambda: one_step(limit="three"), (("limit-not-a-number", "work"),)),
    Case("a negative promise", lambda: one_step(item(limit="-1")), (("limit-not-a-number", "p"),)),
    Case("a warning in words", lambda: one_step(warn="soon"), (("limit-not-a-number", "work"),)),
    Case("no limit", lambda: one_step(limit=None), (("no-deadline", "work"),)),
    Case("a timer instead of a limit", lambda: with_timer("workdays(3)", limit=None)),
    Case("no limit under a timer of the sub-process", lambda: nested(timer=True)),
    Case("no limit in a sub-process", lambda: nested(timer=False), (("no-deadline", "work"),)),
    Case("nobody named", lambda: one_step(groups=""), (("nobody-named", "work"),)),
    Case("an unknown department", lambda: one_step(groups="moon"), (("unknown-department", "work"),)),
    Case("departments that are not known yet", lambda: one_step(groups="moon"), (), centre(departments=None)),
    Case("a warning before the limit", lambda: one_step(warn=1)),
    Case("a warning at the limit", lambda: one_step(warn=3), (("warning-not-before-limit", "work"),)),
    Case("a yellow light too late", lambda: with_timer("workdays(3)", interrupting=False, light="yellow"),
         (("warning-not-before-limit", "late"),)),
    Case("a yellow light in time", lambda: with_timer("workdays(2)", interrupting=False, light="yellow")),
    Case("a light that interrupts", lambda: with_timer("workdays(2)", light="yellow"),
         (("warning-interrupts", "late"),)),
    Case("a red light on the timer that ends a step", lambda: with_timer("workdays(2)", light="red")),
    Case("a blue light", lambda: with_timer("workdays(2)", interrupting=False, light="blue"),
         (("unknown-light", "late"),)),
    Case("natural days", lambda: with_timer("P3D"), (("natural-days", "late"),)),
    Case("hours", lambda: with_timer("PT3H")),
    Case("natural days that are meant", lambda: with_timer("PT72H")),
    Case("a reminder that joins the main way", joining, (("warning-joins-main", "warn"),)),
    Case("departments whose opinions are kept", joint),
    Case("departments whose opinions are lost", lambda: joint(collects=False), (("opinions-not-collected", "review"),)),
    Case("one timer for all departments", lambda: joint(timed=True), (("timer-for-all", "warn"),)),
    Case("a known topic", lambda: service("supervise.red")),
    Case("an unknown topic", lambda: service("coffee.make"), (("unknown-topic", "do"),)),
    Case("a topic nobody knows yet", lambda: service("coffee.make"), (), centre(topics=None)),
    Case("no topic", lambda: service(""), (("no-topic", "do"),)),
    Case("a known notice", lambda: service("notice.issue", notice="SLTZ")),
    Case("a notice that is not known", lambda: service("notice.issue", notice="XXXX"), (("unknown-value", "do"),)),
    Case("a notice that is too long", lambda: service("notice.issue", notice="X" * 17), (("bad-parameter", "do"),)),
    Case("no notice", lambda: service("notice.issue"), (("missing-parameter", "do"),)),
    Case("a parameter with a wrong value", lambda: service("supervise.red", level="3"), (("bad-parameter", "do"),)),
    Case("a parameter that is no name", lambda: service("supervise.red", variable="a b"), (("bad-parameter", "do"),)),
    Case("a parameter with a department", lambda: service("supervise.red", target="b", variable="x", level="1")),
    Case("a parameter with an unknown department", lambda: service("supervise.red", target="moon"),
         (("unknown-department", "do"),)),
    Case("a refusal in writing", lambda: one_step(**REFUSING, notices="ZYXK,BYXK"), (("unknown-notice", "work"),)),
    Case("a refusal that the house writes by itself", lambda: one_step(**REFUSING)),
    Case("a refusal without paper", lambda: one_step(**REFUSING, notices="SLTZ"),
         (("refusal-without-notice", "work"),)),
    Case("a gateway with a default", lambda: gateway(default=True, conditions=1)),
    Case("a gateway without a default", lambda: gateway(default=False, conditions=2), (("no-default", "g"),)),
    Case("a flow without a condition", lambda: gateway(default=False, conditions=1),
         (("flow-without-condition", "way1"),)),
    Case("a name nobody gives", lambda: condition("${colour == &quot;red&quot;}"), (("unknown-name", "way0"),)),
    Case("a name in a text", lambda: condition("${area == &quot;colour&quot; and lower(area) in co}")),
    Case("no guide", lambda: condition("${colour}"), (), centre(guides={})),
    Case("a guide that discloses everything", one_step, (), guided()),
    Case("a guide that discloses too little", one_step, (("guide-incomplete", "p"),), guided(quantity="")),
    Case("a guide that attaches no form", one_step, (("form-missing", "p"),), guided(about={"files": []})),
    Case("a sample that is named without a file", one_step, (("form-missing", "p"),), guided(samples="另一份")),
    Case("a file that is not there", one_step, (("form-unreadable", "p"),),
         guided(unreadable={"p": (("“a.pdf”不在", "a.pdf is not there"),)})),
    Case("a guide of a procedure that is no item", one_step, (), guided(mode="complaint", quantity="")),
    Case("no guide where one is required", lambda: one_step(item(mode="joint")), (("guide-missing", "p"),),
         centre(guides={}, disclosure_required=True)),
    Case("a fee without a basis", one_step, (("fee-without-basis", "p"),), guided(fees=[{"name": "x"}])),
    Case("a form that costs something", one_step, (("form-not-free", "p"),),
         guided(materials=[{"code": "M01", "price": 5}])),
    Case("silence that is turned on and answered", lambda: tacit(), (), silence()),
    Case("silence that is not turned on", lambda: tacit(), (("silence-not-turned-on", "deem"),),
         silence(silence=False)),
    Case("silence in a matter of safety", lambda: tacit(), (("silence-on-safety", "deem"),), silence(safety=True)),
    Case("silence that nobody answers later", lambda: tacit(answered=False), (("silence-without-answer", "deem"),),
         silence()),
    Case("an unknown role", lambda: one_step(role="king"), (("unknown-role", "work"),)),
    Case("two reviewers", lambda: one_step(item(reviewers=2), kind="review", reviewers=2)),
    Case("one reviewer too few", lambda: one_step(item(reviewers=2), kind="review"), (("too-few-reviewers", "work"),)),
    Case("reviewers in words", lambda: one_step(reviewers="two"), (("reviewers-not-a-number", "work"),)),
    Case("too few people", lambda: one_step(reviewers=3), (("too-few-people", "work"),)),
    Case("a post without a deputy", one_step, (("post-without-deputy", "p"),), centre(posts=ALONE)),
    Case("an id that a modeler made up", lambda: made_up("Activity_0x1a2b3"), (("unreadable-id", "Activity_0x1a2b3"),)),
    Case("an id with a number", lambda: made_up("review_2")),
    Case("an id that is too long", lambda: made_up("w" * 201), (("too-long", "w" * 201),)),
    Case("a procedure without a law", lambda: one_step(item(**PROCEDURE))),
    Case("a class that is none", lambda: one_step(item(**{"class": "rule"})), (("unknown-class", "p"),)),
    Case("a class other than the guide's", lambda: one_step(item(**PROCEDURE)), (("class-differs", "p"),),
         centre(guides={"p": {"class": "item"}})),
    Case("a procedure that starts by itself", lambda: rhythmic("each_workday()", **PROCEDURE)),
    Case("an item that starts by itself", lambda: rhythmic("each_month(1)"), (("item-starts-itself", "start"),)),
    Case("a procedure with another cycle", lambda: rhythmic("each_day()", **PROCEDURE), (("unknown-rhythm", "start"),)),
    Case("a step kept apart", lambda: one_step(kind="look", notBy="look,review,${respondent}")),
    Case("a step kept apart from nothing", lambda: one_step(notBy="loook"), (("apart-from-nobody", "work"),)),
    Case("a diagram for another engine", zeebe, (("zeebe-diagram", "z"),)),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_rule_says_what_is_wrong_and_nothing_else(case: Case) -> None:
    assert told(case.draw(), case.centre) == list(case.expected)


def test_every_code_that_a_rule_names_is_shown_by_a_fixture() -> None:
    named = {word for module in MODULES for word in (module.check.__doc__ or "").split("`")[1::2]}
    shown = {code for case in CASES for code, _ in case.expected}
    assert named - shown == {"not-drawn"}  # the fixtures have no drawing at all; see below


def test_what_is_missing_from_a_drawing_is_told() -> None:
    d = one_step()
    whole = findings(d.bytes(), centre(), process="p")
    assert [(each.code, each.element) for each in whole] == [("not-drawn", "p")]
    drawn = (
        '<di:BPMNDiagram xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"><di:BPMNPlane>'
        '<di:BPMNShape bpmnElement="start" /><di:BPMNShape bpmnElement="end" /></di:BPMNPlane></di:BPMNDiagram>'
    )
    source = d.bytes().replace(b"</bpmn:definitions>", drawn.encode() + b"</bpmn:definitions>")
    assert [(each.code, each.element) for each in findings(source, centre(), process="p")] == [("not-drawn", "work")]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_finding_speaks_both_languages_and_has_a_mend(case: Case) -> None:
    d = case.draw()
    for found in findings(d.bytes(), case.centre, process=d.key):
        assert found.message_zh and found.message_en and " / " in found.fix
        assert found.message_zh.endswith("。") and found.message_en.endswith(".")
        assert found.elements[0] == found.element


def test_every_rule_has_a_page() -> None:
    for module in MODULES:
        title, _, text = (module.__doc__ or "").partition("\n\n")
        assert title.endswith(".") and len(text) > 100, module.__name__
