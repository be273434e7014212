"""Small items for the tests of the rules: one step, one thing right or wrong about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.verify.rules import Centre, Parameter, Post, Topic, findings
from tests.verify.drawing import Drawing, duration, properties

CENTRE = Centre(
    departments={"a": "甲局", "b": "乙局"},
    posts=(Post(name="审查岗", department="a", holder="li", deputy="wang"),),
    topics={
        "notice.issue": Topic(
            parameters={"notice": Parameter(required=True, values=("SLTZ", "BYSL"), strict=False, longest=16)}
        ),
        "supervise.red": Topic(
            parameters={
                "target": Parameter(kind="department"),
                "variable": Parameter(kind="variable"),
                "level": Parameter(values=("1", "2")),
            }
        ),
    },
    notices={"SLTZ": "受理通知书", "BYSL": "不予受理通知书", "BYXK": "不予行政许可决定书"},
    refusals=frozenset({"BYSL", "BYXK"}),
    guides={"p": {"facts": ["area", "co"]}},
)
FULL = {"lead": "a", "itemCode": "X01", "limit": 10, "statutoryLimit": 20}
MANY = '<bpmn:multiInstanceLoopCharacteristics camunda:collection="co" camunda:elementVariable="dept" />'


def item(**properties: object) -> Drawing:
    """An item with everything that an item needs; a property that is None is left out."""
    return Drawing("p", **{**FULL, **properties})


def one_step(drawing: Drawing | None = None, **said: object) -> Drawing:
    """A start, a step `work`, an end."""
    d = drawing or item()
    d.flow(d.start(), d.user("work", **{"limit": 3, **said}), d.end())
    return d


def with_timer(text: str, *, interrupting: bool = True, light: str | None = None, **said: object) -> Drawing:
    """A step with a boundary timer `late` that leads to an end of its own."""
    d = one_step(**said)
    d.boundary("late", "work", _light(light) + duration(text), interrupting)
    d.flow("late", d.end("gone"))
    return d


def _light(light: str | None) -> str:
    return "" if light is None else properties(light=light)


def joining() -> Drawing:
    """A reminder that runs into the main way."""
    d = item()
    d.flow(d.start(), d.user("work", limit=3), d.user("next", limit=1), d.end())
    d.timer("warn", "work", "workdays(1)", interrupting=False)
    d.flow("warn", "next")
    return d


def joint(*, collects: bool = True, timed: bool = False) -> Drawing:
    """A multi-instance task over departments."""
    d = item()
    said = {"outputCollection": "opinions", "outputElement": "opinion"} if collects else {}
    body = properties(limit=3, **said) + MANY
    d.start()
    d.parts.append(
        f'<bpmn:userTask id="review" name="review" camunda:candidateGroups="${{dept}}">{body}</bpmn:userTask>'
    )
    d.end()
    d.flow("start", "review", "end")
    if timed:
        d.timer("warn", "review", "workdays(1)", interrupting=False)
        d.flow("warn", d.end("warned"))
    return d


def service(topic: str, **said: object) -> Drawing:
    """A send task with a topic."""
    d = item()
    d.start()
    written = f' camunda:type="external" camunda:topic="{topic}"' if topic else ""
    d.parts.append(f'<bpmn:serviceTask id="do" name="do"{written}>{properties(**said)}</bpmn:serviceTask>')
    d.end()
    d.flow("start", "do", "end")
    return d


def gateway(*, default: bool, conditions: int) -> Drawing:
    """An exclusive gateway with two ways out."""
    d = item()
    d.start()
    d.add("exclusiveGateway", "g", **({"default": "way1"} if default else {}))
    d.end()
    d.flow("start", "g")
    for number in (0, 1):
        inner = "<bpmn:conditionExpression>${area &gt; 3}</bpmn:conditionExpression>" if number < conditions else ""
        d.parts.append(f'<bpmn:sequenceFlow id="way{number}" sourceRef="g" targetRef="end">{inner}</bpmn:sequenceFlow>')
    return d


def told(drawing: Drawing, centre: Centre = CENTRE) -> list[tuple[str, str]]:
    """(code, first element) of what the rules say, drawings aside: fixtures have none."""
    found = findings(drawing.bytes(), centre, process=drawing.key)
    return [(each.code, each.element) for each in found if each.code != "not-drawn"]


Draw = Callable[[], Drawing]


@dataclass(frozen=True)
class Case:
    """A fixture: what it is called, how it is drawn, what must be said about it (nothing when it is valid)."""

    name: str
    draw: Draw
    expected: tuple[tuple[str, str], ...] = ()
    centre: Centre = CENTRE


def centre(**changed: object) -> Centre:
    """The usual centre with something else about it."""
    return replace(CENTRE, **changed)  # type: ignore[arg-type]
