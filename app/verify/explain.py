"""Turns counter-examples into findings: which element, in plain Chinese and English, with the trace and a mend."""

from __future__ import annotations

from collections.abc import Iterable

from app.verify.findings import Proof
from app.verify.model import Flow, Node, Process
from app.verify.net import Kind, Net
from app.verify.shapes import Unknown
from app.verify.soundness import Case, Soundness

MAX_DEAD = 20
MAX_UNKNOWN = 50


class Words:
    """Knows the shapes and flows of the diagrams that went into a net, by id; the checked diagram comes first."""

    def __init__(self, net: Net, processes: Iterable[Process]) -> None:
        self._net = net
        self._nodes: dict[str, Node] = {}
        self._flows: dict[str, Flow] = {}
        self._own: set[str] = set()
        for number, process in enumerate(processes):
            for node in process.scope.everything():
                self._nodes.setdefault(node.id, node)
                if number == 0:
                    self._own.add(node.id)
                for flow in node.outgoing:
                    self._flows.setdefault(flow.id, flow)

    def own(self, process: Process) -> None:
        """The shapes of this process are drawn in the checked diagram as well."""
        self._own.update(node.id for node in process.scope.everything())

    def findings(self, found: Soundness) -> list[Proof]:
        """Every counter-example, then what can never run."""
        tell = {
            "alarm": self._alarm,
            "stuck": self._stuck,
            "livelock": self._livelock,
            "twice": self._twice,
            "message": self._message,
        }
        told = [tell[case.shows](case) for case in found.cases]
        return [*told, *(self._dead(each) for each in found.dead[:MAX_DEAD])]

    def _label(self, name: str) -> str:
        node = self._nodes.get(name)
        if node is None and name in self._flows:
            node = self._flows[name].target
        return node.label if node is not None else name

    def _proof(self, code: str, case: Case | None, elements: Iterable[str], zh: str, en: str, fix: str) -> Proof:
        known = list(dict.fromkeys(elements))
        outer = self._calls(case, known[0]) if case is not None and known else ()
        known = list(dict.fromkeys((*outer, *known)))
        node = self._nodes.get(known[0]) if known else None
        return Proof(
            code=code,
            element=known[0] if known else "",
            elements=tuple(known),
            message_zh=zh,
            message_en=en,
            trace=tuple(case.replay.steps) if case is not None else (),
            line=node.line if node is not None and known[0] in self._own else None,
            fix=fix,
        )

    def _calls(self, case: Case, name: str) -> tuple[str, ...]:
        """The call activities around a shape that is drawn in a called diagram."""
        if name in self._own:
            return ()
        flow = self._flows.get(name)
        names = {name, *((flow.source.id, flow.target.id) if flow is not None else ())}
        return next((step.within for step in reversed(case.replay.steps) if step.element in names), ())

    def _shape(self, place: int) -> str:
        """The shape that a token in this place is at: the one that a flow leads to, or the busy one."""
        name = self._net.names[place]
        flow = self._flows.get(name)
        return name if flow is None or self._net.kinds[place] != Kind.FLOW else flow.target.id

    def _alarm(self, case: Case) -> Proof:
        place = next((each for each in case.places if self._net.kinds[each] <= Kind.BUSY), case.places[0])
        shape = self._shape(place)
        name = self._label(shape)
        return self._proof(
            "lack-of-synchronisation",
            case,
            (shape, self._net.names[place]),
            f"「{name}」前可能同时有两个流转：并行的分支在此之前没有用并行网关汇聚，后面的环节会重复办理。",
            f"Two tokens can be in front of “{name}” at once: parallel branches come together without a parallel join,"
            " so what follows runs twice.",
            "在汇合处改用并行（或包容）汇聚网关。 / Join the branches with a parallel (or inclusive) gateway.",
        )

    def _stuck(self, case: Case) -> Proof:
        blocked = self._blocked(case)
        shape, missing, message = blocked[0] if blocked else (self._first(case), (), False)
        name = self._label(shape)
        rest = [each for other, _, _ in blocked[1:] for each in (other,)]
        if message:
            zh = f"「{name}」等待的消息永远不会到来。"
            en = f"“{name}” waits for a message that never comes."
            fix = "让对方在每条路径上都发出该消息，或加定时分支。 / Send the message on every path, or add a timer."
            return self._proof("deadlock", case, (shape, *rest), zh, en, fix)
        if not missing:
            zh = f"流程到「{name}」后无法继续，也没有结束。"
            en = f"The process comes to “{name}”, cannot go on and has not ended."
            fix = "为该处画出通向结束事件的路径。 / Draw a way from here to an end event."
            return self._proof("deadlock", case, (shape, *rest), zh, en, fix)
        sources = [self._flows[flow].source.id for flow in missing if flow in self._flows]
        origin_zh = "、".join(f"「{self._label(each)}」" for each in sources)
        origin_en = ", ".join(f"“{self._label(each)}”" for each in sources)
        ended = self._ended(case, shape)
        why_zh = f"：流程已在「{self._label(ended)}」终止。" if ended else "：该分支走了别的路径。"
        why_en = f": it has ended at “{self._label(ended)}”." if ended else ": it went another way."
        return self._proof(
            "deadlock",
            case,
            (shape, *sources, *((ended,) if ended else ()), *missing, *rest),
            f"汇聚网关「{name}」永远等不到来自{origin_zh}的结果{why_zh}",
            f"The join “{name}” waits for ever for {origin_en}{why_en}",
            "让每条分支的每条路径都到达该汇聚网关，或改用排他网关汇合。"
            " / Lead every path of every branch to this join, or merge with an exclusive gateway.",
        )

    def _blocked(self, case: Case) -> list[tuple[str, tuple[str, ...], bool]]:
        """(shape, flows it waits for, whether it waits for a message) of what can no longer move; joins first."""
        tokens, net = case.replay.tokens, self._net
        marked = case.replay.marked()
        found: dict[str, tuple[str, tuple[str, ...], bool]] = {}
        wanted = set(marked)
        for step in net.transitions:
            if not wanted.intersection(step.pre):
                continue
            missing = [place for place in sorted(step.pre) if not tokens[place]]
            flows = tuple(net.names[place] for place in missing if net.kinds[place] == Kind.FLOW)
            message = any(net.kinds[place] == Kind.MESSAGE for place in missing)
            if flows or message:
                found.setdefault(step.element, (step.element, flows, message))
        return sorted(found.values(), key=lambda each: not each[1])

    def _first(self, case: Case) -> str:
        marked = case.replay.marked()
        flows = [place for place in marked if self._net.kinds[place] == Kind.FLOW]
        return self._shape((flows or marked)[0]) if marked else ""

    def _ended(self, case: Case, join: str) -> str:
        """The last end event beside a join that the run came to: there the token went that the join waits for."""
        beside = self._nodes[join].scope if join in self._nodes else None
        for step in reversed(case.replay.steps):
            if step.how == "end" and step.element in self._nodes and self._nodes[step.element].scope is beside:
                return step.element
        return ""

    def _livelock(self, case: Case) -> Proof:
        shapes = [self._shape(place) for place in case.replay.marked()]
        shapes = shapes or [step.element for step in case.replay.steps[-1:]] or self._idle(case)
        name = self._label(shapes[0])
        return self._proof(
            "livelock",
            case,
            shapes[:5],
            f"从「{name}」起流程只能反复循环，再也到不了结束。",
            f"From “{name}” on the process can only go round in circles; no end is reached any more.",
            "为循环设置通向结束事件的出口。 / Give the loop a way out to an end event.",
        )

    def _idle(self, case: Case) -> list[str]:
        return [self._net.names[place] for place, count in case.replay.tokens.items() if count > 0]

    def _twice(self, case: Case) -> Proof:
        end = next((each for each in case.places if self._net.kinds[each] == Kind.END), case.places[0])
        name = self._net.names[end]
        return self._proof(
            "improper-completion",
            case,
            (name,),
            f"结束事件「{self._label(name)}」可能被到达两次，办件会办结两次。",
            f"The end event “{self._label(name)}” can be reached twice, so a case would be completed twice.",
            "在结束之前汇聚并行分支，或让各分支各有结束事件。"
            " / Join the parallel branches before the end, or give each its own end event.",
        )

    def _message(self, case: Case) -> Proof:
        net = self._net
        left = [
            net.names[at] for at, count in case.replay.tokens.items() if count > 0 and net.kinds[at] == Kind.MESSAGE
        ]
        return self._proof(
            "unconsumed-message",
            case,
            left,
            f"消息流 {'、'.join(left)} 上的消息可能无人接收。",
            f"A message on {', '.join(left)} can be left that nobody receives.",
            "让接收方在每条路径上都接收，或不再发送。 / Receive it on every path, or do not send it.",
        )

    def _dead(self, name: str) -> Proof:
        label = self._label(name)
        return self._proof(
            "dead-task",
            None,
            (name,),
            f"「{label}」永远不会执行。",
            f"“{label}” can never run.",
            "连接通向该环节的路径，或删除它。 / Draw a way that leads to it, or remove it.",
        )


def unsupported(process: Process, found: list[Unknown]) -> list[Proof]:
    """What keeps the prover from saying anything."""
    return [
        Proof(
            code="unsupported",
            element=element or process.id,
            elements=(element or process.id,),
            message_zh=f"无法证明「{element or process.id}」：{zh}。",
            message_en=f"Nothing can be proved about “{element or process.id}”: {en}.",
            line=line,
            fix="改用受支持的图形。 / Use supported shapes.",
        )
        for element, line, en, zh in found[:MAX_UNKNOWN]
    ]


def exhausted(process: str, element: str, line: int | None) -> Proof:
    """The budget ran out; that is no proof of anything."""
    name = element or process
    return Proof(
        code="budget-exhausted",
        element=name,
        elements=(name,),
        message_zh=f"「{name}」过于复杂，在预算内未能证明。",
        message_en=f"“{name}” is too complex to be proved within the budget.",
        line=line,
        fix="把并行部分画成结构化的分支与汇聚，或拆成子流程。"
        " / Draw the parallel parts as matching splits and joins, or move them into sub-processes.",
    )
