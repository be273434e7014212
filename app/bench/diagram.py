"""The joint case of the benchmarks: a lead accepts, departments review under two timers each, the lead decides."""

from __future__ import annotations

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="bench_definitions" targetNamespace="http://lianban/bench">
"""


def joint() -> bytes:
    """The diagram in our vocabulary; the departments are the case's variable `co_departments`."""
    return _process(
        dept="${dept}",
        loop="""<bpmn:multiInstanceLoopCharacteristics
        camunda:collection="co_departments" camunda:elementVariable="dept" />""",
        warn="workdays(3)",
        deadline="workdays(5)",
    )


def joint_stock() -> bytes:
    """The same diagram in the words that SpiffWorkflow's own parser understands."""
    return _process(
        dept="",
        loop="""<bpmn:multiInstanceLoopCharacteristics>
        <bpmn:loopDataInputRef>co_departments</bpmn:loopDataInputRef>
        <bpmn:loopDataOutputRef>opinions</bpmn:loopDataOutputRef>
        <bpmn:inputDataItem id="dept" /><bpmn:outputDataItem id="opinion" />
      </bpmn:multiInstanceLoopCharacteristics>""",
        warn='"P3D"',
        deadline='"P5D"',
    )


def _process(*, dept: str, loop: str, warn: str, deadline: str) -> bytes:
    return f"""{_HEAD}
  <bpmn:process id="bench" name="并联审批" isExecutable="true">
    <bpmn:extensionElements><camunda:properties>
      <camunda:property name="lead" value="lead" /><camunda:property name="limit" value="15" />
      <camunda:property name="itemCode" value="BENCH" />
      <camunda:property name="statutoryLimit" value="45" /><camunda:property name="mode" value="joint" />
    </camunda:properties></bpmn:extensionElements>
    <bpmn:startEvent id="apply" />
    <bpmn:userTask id="accept" name="受理" camunda:candidateGroups="lead">
      <bpmn:extensionElements><camunda:properties>
        <camunda:property name="limit" value="2" />
      </camunda:properties></bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:subProcess id="joint_review" name="并联审查">
      <bpmn:extensionElements><camunda:properties>
        <camunda:property name="outputCollection" value="opinions" />
        <camunda:property name="outputElement" value="opinion" />
      </camunda:properties></bpmn:extensionElements>
      {loop}
      <bpmn:startEvent id="assigned" />
      <bpmn:userTask id="review" name="审查" camunda:candidateGroups="{dept}" />
      <bpmn:boundaryEvent id="warn" cancelActivity="false" attachedToRef="review">
        <bpmn:timerEventDefinition id="warn_t"><bpmn:timeDuration>{warn}</bpmn:timeDuration></bpmn:timerEventDefinition>
      </bpmn:boundaryEvent>
      <bpmn:boundaryEvent id="deadline" cancelActivity="true" attachedToRef="review">
        <bpmn:timerEventDefinition id="late_t">
          <bpmn:timeDuration>{deadline}</bpmn:timeDuration>
        </bpmn:timerEventDefinition>
      </bpmn:boundaryEvent>
      <bpmn:endEvent id="answered" /><bpmn:endEvent id="warned" /><bpmn:endEvent id="late" />
      <bpmn:sequenceFlow id="i1" sourceRef="assigned" targetRef="review" />
      <bpmn:sequenceFlow id="i2" sourceRef="review" targetRef="answered" />
      <bpmn:sequenceFlow id="i3" sourceRef="warn" targetRef="warned" />
      <bpmn:sequenceFlow id="i4" sourceRef="deadline" targetRef="late" />
    </bpmn:subProcess>
    <bpmn:userTask id="decide" name="决定" camunda:candidateGroups="lead">
      <bpmn:extensionElements><camunda:properties>
        <camunda:property name="limit" value="2" />
      </camunda:properties></bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:endEvent id="done" />
    <bpmn:sequenceFlow id="f1" sourceRef="apply" targetRef="accept" />
    <bpmn:sequenceFlow id="f2" sourceRef="accept" targetRef="joint_review" />
    <bpmn:sequenceFlow id="f3" sourceRef="joint_review" targetRef="decide" />
    <bpmn:sequenceFlow id="f4" sourceRef="decide" targetRef="done" />
  </bpmn:process>
</bpmn:definitions>""".encode()
