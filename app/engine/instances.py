"""Work done once per department, by all at once or one after the other."""

from __future__ import annotations

import re
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.util.task import TaskState

from app.engine.data import merged
from app.engine.expressions import compile_collection, compile_expression
from app.engine.loops import Repeated
from app.engine.rosters import applied, distinct, note_added, note_removed
from app.engine.tokens import LIVE, Token
from app.errors import Invalid

LOOP_COUNTER = "loopCounter"
MAX_INSTANCES = 1_000
VARIABLE = re.compile(r"(?:[$#]\{)?\s*([^\W\d]\w*)\s*\}?")


class MultiInstance(Repeated):
    """An activity once per item of a collection (per department).

    collection: expression for the items; cardinality: expression for a mere count.  item_name: the
    variable that holds the item.  output: (collection, element) names of what is gathered: a list in
    the order of the items, or a dict when the collection is one.  condition: ends the whole early.
    """

    def __init__(
        self,
        wf_spec: Any,
        bpmn_id: str,
        *,
        sequential: bool,
        collection: str = "",
        cardinality: str = "",
        item_name: str = "",
        output: tuple[str, str] = ("", ""),
        condition: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.sequential = sequential
        self.collection = collection
        self.cardinality = cardinality
        self.item_name = item_name
        self.output = output if all(output) else ("", "")
        self.condition = condition
        plain = VARIABLE.fullmatch(collection.strip())
        self.variable = plain.group(1) if plain and not cardinality else ""
        """The variable that holds the collection; empty when it is computed."""

    def _update_hook(self, my_task: Token) -> bool:
        BpmnTaskSpec._update_hook(self, my_task)
        items = self._begun_with(my_task)
        my_task.internal_data = {"items": items, "gathered": {}}
        self._show_roster(my_task)
        self._publish(my_task)
        if not items:
            return True
        my_task._set_state(TaskState.STARTED)
        for index in range(1 if self.sequential else len(items)):
            self._begin_item(my_task, index)
        return False

    def _begun_with(self, my_task: Token) -> list[list[Any]]:
        """Pairs of key and item; a list's keys are positions."""
        found = self._collection(my_task)
        if isinstance(found, dict):
            return applied(my_task, [list(pair) for pair in found.items()])
        pairs = applied(my_task, [list(pair) for pair in enumerate(distinct(found))])
        return [[index, item] for index, (_, item) in enumerate(pairs)]

    def _collection(self, my_task: Token) -> list[Any] | dict[str, Any]:
        if self.cardinality:
            count = compile_expression(self.cardinality).evaluate(my_task.data)
            if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= MAX_INSTANCES:
                raise Invalid(
                    f"multi-instance {self.bpmn_id!r}: the count is {count!r}, not a number from 0 to {MAX_INSTANCES}",
                    f"多实例「{self.bpmn_id}」:数量为 {count!r},须为 0 至 {MAX_INSTANCES} 的整数",
                    element=self.bpmn_id,
                )
            return list(range(count))
        return compile_collection(self.collection).evaluate(my_task.data)

    def _begin_item(self, my_task: Token, index: int) -> None:
        item = my_task.internal_data["items"][index][1]
        self._begin(my_task, self._own(index, item), index=index, item=item)

    def _own(self, index: int, item: Any) -> dict[str, Any]:
        return {LOOP_COUNTER: index, self.item_name: item} if self.item_name else {LOOP_COUNTER: index}

    def own_variables(self, turn: Token) -> dict[str, Any]:
        return self._own(turn.internal_data["index"], turn.internal_data["item"])

    def add_item(self, my_task: Token, item: Any) -> None:
        """Let one more take part."""
        items = my_task.internal_data["items"]
        keyed = bool(items) and isinstance(items[0][0], str)
        items.append([str(item) if keyed else len(items), item])
        note_added(my_task, item)
        self._show_roster(my_task)
        if not self.sequential:
            self._begin_item(my_task, len(items) - 1)

    def remove_item(self, my_task: Token, turn: Token) -> None:
        """Let one not take part any more; when it was the last to be waited for, the flow goes on."""
        turn.cancel()
        my_task.internal_data.setdefault("removed", []).append(turn.internal_data["index"])
        note_removed(my_task, turn.internal_data["item"])
        self._show_roster(my_task)
        self._settle(my_task, None)

    def takes_part(self, my_task: Token) -> list[Any]:
        """The items that take part, those removed left out."""
        return [item for _, item in self._roster(my_task)]

    def _roster(self, my_task: Token) -> list[list[Any]]:
        removed = my_task.internal_data.get("removed", ())
        return [pair for index, pair in enumerate(my_task.internal_data["items"]) if index not in removed]

    def _show_roster(self, my_task: Token) -> None:
        """The variable of the collection tells who takes part by now."""
        roster = self._roster(my_task)
        if self.variable:
            keyed = isinstance(my_task.data.get(self.variable), dict)
            my_task.data[self.variable] = {key: item for key, item in roster} if keyed else [item for _, item in roster]
        my_task.touch()

    def merge_child(self, my_task: Token, turn: Token) -> None:
        """Gather the result of an instance, and see whether the whole is done."""
        if self.output[0]:
            my_task.internal_data["gathered"][str(turn.internal_data["index"])] = turn.data.get(self.output[1])
            self._publish(my_task)
        else:
            self._take_over(my_task, turn)
        my_task.touch()
        self._settle(my_task, turn)

    def _take_over(self, my_task: Token, turn: Token) -> None:
        own = self.own_variables(turn)
        brought = {name: value for name, value in turn.data.items() if name not in own}
        my_task.data = merged(my_task.data, brought, my_task.parent.data)

    def _publish(self, my_task: Token) -> None:
        """The output variable holds what was gathered so far."""
        if self.output[0]:
            items = my_task.internal_data["items"]
            found = sorted((int(index), value) for index, value in my_task.internal_data["gathered"].items())
            keyed = bool(items) and isinstance(items[0][0], str)
            my_task.data[self.output[0]] = (
                {items[index][0]: value for index, value in found} if keyed else [value for _, value in found]
            )

    def _settle(self, my_task: Token, turn: Token | None) -> None:
        """Go on when the condition holds or nobody is left to wait for; a sequential one begins with the next."""
        begun = self.instances(my_task)
        waiting = [each for each in begun if each._state & LIVE]
        if self._satisfied(my_task, turn, len(waiting)):
            for each in waiting:
                each.cancel()
            my_task._set_state(TaskState.READY)
        elif not waiting and len(begun) < len(my_task.internal_data["items"]):
            self._begin_item(my_task, len(begun))
        elif not waiting:
            my_task._set_state(TaskState.READY)

    def _satisfied(self, my_task: Token, turn: Token | None, active: int) -> bool:
        """Whether the completion condition holds; one about an answer is only asked when there is an answer."""
        if not self.condition:
            return False
        condition = compile_expression(self.condition)
        seen = {
            **my_task.data,
            **({} if turn is None else turn.data),
            "nrOfInstances": len(self._roster(my_task)),
            "nrOfCompletedInstances": sum(1 for each in self.instances(my_task) if each._state == TaskState.COMPLETED),
            "nrOfActiveInstances": active,
        }
        if self.output[0]:
            seen[self.output[0]] = my_task.data[self.output[0]]
        if turn is None and not condition.names <= seen.keys():
            return False
        return condition.evaluate_condition(seen)

    def forget(self, my_task: Token, turn: Token) -> None:
        index = turn.internal_data["index"]
        for later in self.instances(my_task) if self.sequential else ():
            if later.internal_data["index"] > index:
                my_task.workflow.remove(later)
        my_task.internal_data["gathered"].pop(str(index), None)
        if self.output[0]:
            self._publish(my_task)
            return
        done = [each for each in self.instances(my_task) if each._state == TaskState.COMPLETED and each is not turn]
        my_task.data = dict(my_task.parent.data)
        for each in sorted(done, key=lambda each: each.last_state_change):
            self._take_over(my_task, each)
