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
        self._never: frozenset[str] = frozenset()
        for process in processes:
            for node in process.scope.everything():
                self._nodes.setdefault(node.id, node)
                for flow in node.outgoing:
                    self._flows.setdefault(flow.id, flow)

    def findings(self, found: Soundness) -> list[Proof]:
        """Every counter-example, then what can never run."""
        tell = {
            "alarm": self._alarm,
            "stuck": self._stuck,
            "livelock": self._livelock,
            "twice": self._twice,
            "message": self._message,
        }
        self._never = frozenset(found.dead)
        told = [tell[case.shows](case) for case in found.cases]
        return [*told, *(self._dead(each) for each in found.dead[:MAX_DEAD])]

    def _label(self, name: str) -> str:
        node = self._nodes.get(name)
        if node is None and name in self._flows:
            node = self._flows[name].target
        return node.label if node is not None else name

    def _proof(
        self,
        code: str,
        within: tuple[str, ...],
        elements: Iterable[str],
        words: tuple[str, str, str],
        case: Case | None,
    ) -> Proof:
        """words: in Chinese, in English, and the mend.  within: the call activities around the elements."""
        known = tuple(dict.fromkeys((*within, *elements)))
        node = self._nodes.get(known[0]) if known else None
        return Proof(
            code=code,
            element=known[0] if known else "",
            elements=known,
            message_zh=words[0],
            message_en=words[1],
            trace=tuple(case.replay.steps) if case is not None else (),
            line=node.line if node is not None else None,
            fix=words[2],
        )

    def _within(self, place: int) -> tuple[str, ...]:
        return self._net.within[self._net.where[place]]

    def _shape(self, place: int) -> str:
        """The shape that a token in this place is at: the one that a flow leads to, or the busy one."""
        name = self._net.names[place]
        flow = self._flows.get(name)
        return name if flow is None or self._net.kinds[place] != Kind.FLOW else flow.target.id

    def _alarm(self, case: Case) -> Proof:
        place = next((each for each in case.places if self._net.kinds[each] <= Kind.BUSY), case.places[0])
        shape = self._meeting(self._shape(place))
        name = self._label(shape)
        words = (
            f"「{name}」前可能同时有两个流转：并行的分支在此之前没有用并行网关汇聚，后面的环节会重复办理。",
            f"Two tokens can be in front of “{name}” at once: parallel branches come together without a parallel join,"
            " so what follows runs twice.",
            "在汇合处改用并行（或包容）汇聚网关。 / Join the branches with a parallel (or inclusive) gateway.",
        )
        elements = (shape, self._net.names[place])
        return self._proof("lack-of-synchronisation", self._within(place), elements, words, case)

    def _meeting(self, shape: str) -> str:
        """Where the ways came together that lead to a shape: what two tokens have in front of it they had there."""
        seen: set[str] = set()
        here = self._nodes.get(shape)
        while here is not None and len(here.incoming) == 1 and here.id not in seen:
            seen.add(here.id)
            here = here.incoming[0].source
        return here.id if here is not None and len(here.incoming) > 1 else shape

    def _stuck(self, case: Case) -> Proof:
        blocked = self._blocked(case)
        if not blocked:
            return self._nowhere(case)
        shape, missing, message, within = blocked[0]
        rest = [each[0] for each in blocked[1:]]
        name = self._label(shape)
        if message:
            return self._proof("deadlock", within, (shape, *rest), _unsent(name), case)
        sources = [self._flows[flow].source.id for flow in missing if flow in self._flows]
        never = bool(sources) and self._never.issuperset(sources)
        ended = "" if never else self._ended(case, shape)
        why_zh, why_en = _why(self._label(ended) if ended else "", never=never)
        from_zh = "、".join(f"「{self._label(each)}」" for each in sources)
        from_en = ", ".join(f"“{self._label(each)}”" for each in sources)
        words = (
            f"汇聚网关「{name}」永远等不到来自{from_zh}的结果：{why_zh}。",
            f"The join “{name}” waits for ever for {from_en}: {why_en}.",
            "让每条分支的每条路径都到达该汇聚网关，或改用排他网关汇合。"
            " / Lead every path of every branch to this join, or merge with an exclusive gateway.",
        )
        elements = (shape, *sources, *((ended,) if ended else ()), *missing, *rest)
        return self._proof("deadlock", within, elements, words, case)

    def _nowhere(self, case: Case) -> Proof:
        """Nothing is waited for: there is just no way on."""
        marked = case.replay.marked()
        place = next((each for each in marked if self._net.kinds[each] == Kind.FLOW), marked[0])
        shape = self._shape(place)
        node = self._nodes.get(shape)
        if node is not None and (node.event in ("message", "signal") or node.tag == "eventBasedGateway"):
            return self._proof("deadlock", self._within(place), (shape,), _unsent(node.label), case)
        words = (
            f"流程到「{self._label(shape)}」后无法继续，也没有结束。",
            f"The process comes to “{self._label(shape)}”, cannot go on and has not ended.",
            "为该处画出通向结束事件的路径。 / Draw a way from here to an end event.",
        )
        return self._proof("deadlock", self._within(place), (shape,), words, case)

    def _blocked(self, case: Case) -> list[tuple[str, tuple[str, ...], bool, tuple[str, ...]]]:
        """What cannot move: shape, flows and whether a message it waits for, the calls around it; joins first."""
        tokens, net = case.replay.tokens, self._net
        wanted = set(case.replay.marked())
        found: dict[str, tuple[str, tuple[str, ...], bool, tuple[str, ...]]] = {}
        for step in net.transitions:
            if not wanted.intersection(step.pre):
                continue
            missing = [place for place in sorted(step.pre) if not tokens[place]]
            joins = step.element in self._nodes and self._nodes[step.element].tag == "parallelGateway"
            flows = tuple(net.names[place] for place in missing if joins and net.kinds[place] == Kind.FLOW)
            message = any(net.kinds[place] == Kind.MESSAGE for place in missing)
            if flows or message:
                found.setdefault(step.element, (step.element, flows, message, step.within))
        return sorted(found.values(), key=lambda each: not each[1])

    def _ended(self, case: Case, join: str) -> str:
        """The last end event beside a join that the run came to: there the token went that the join waits for."""
        beside = self._nodes[join].scope if join in self._nodes else None
        for step in reversed(case.replay.steps):
            if step.how == "end" and step.element in self._nodes and self._nodes[step.element].scope is beside:
                return step.element
        return ""

    def _livelock(self, case: Case) -> Proof:
        tokens = case.replay.tokens
        marked = case.replay.marked() or [place for place, count in tokens.items() if count > 0]
        shapes = [self._shape(place) for place in marked]
        name = self._label(shapes[0])
        words = (
            f"从「{name}」起流程只能反复循环，再也到不了结束。",
            f"From “{name}” on the process can only go round in circles; no end is reached any more.",
            "为循环设置通向结束事件的出口。 / Give the loop a way out to an end event.",
        )
        return self._proof("livelock", self._within(marked[0]), shapes[:5], words, case)

    def _twice(self, case: Case) -> Proof:
        end = next((each for each in case.places if self._net.kinds[each] == Kind.END), case.places[0])
        name = self._net.names[end]
        words = (
            f"结束事件「{self._label(name)}」可能被到达两次，办件会办结两次。",
            f"The end event “{self._label(name)}” can be reached twice, so a case would be completed twice.",
            "在结束之前汇聚并行分支，或让各分支各有结束事件。"
            " / Join the parallel branches before the end, or give each its own end event.",
        )
        return self._proof("improper-completion", (), (name,), words, case)

    def _message(self, case: Case) -> Proof:
        net, tokens = self._net, case.replay.tokens
        left = [net.names[at] for at, count in tokens.items() if count > 0 and net.kinds[at] == Kind.MESSAGE]
        words = (
            f"消息流 {'、'.join(left)} 上的消息可能无人接收。",
            f"A message on {', '.join(left)} can be left that nobody receives.",
            "让接收方在每条路径上都接收，或不再发送。 / Receive it on every path, or do not send it.",
        )
        return self._proof("unconsumed-message", (), left, words, case)

    def _dead(self, name: str) -> Proof:
        label = self._label(name)
        words = (
            f"「{label}」永远不会执行。",
            f"“{label}” can never run.",
            "连接通向该环节的路径，或删除它。 / Draw a way that leads to it, or remove it.",
        )
        return self._proof("dead-task", (), (name,), words, None)


def _why(ended: str, *, never: bool) -> tuple[str, str]:
    """Why a join waits in vain."""
    if never:
        return "该环节永远不会执行", "it can never run"
    if ended:
        return f"流程已在「{ended}」终止", f"it has ended at “{ended}”"
    return "该分支走了别的路径", "it went another way"


def _unsent(name: str) -> tuple[str, str, str]:
    return (
        f"「{name}」等待的消息或信号永远不会到来。",
        f"“{name}” waits for a message or signal that never comes.",
        "让对方在每条路径上、在等待开始之后发出，或加定时分支。"
        " / Send it on every path, after the waiting has begun, or add a timer.",
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


def recursive(element: str) -> Proof:
    """A process that calls itself has no end of instances to look at."""
    return Proof(
        code="unsupported",
        element=element,
        elements=(element,),
        message_zh=f"调用活动「{element}」直接或间接调用了自身所在的流程，无法证明。",
        message_en=f"The call activity “{element}” calls the process that it is in, directly or through others, so"
        " nothing can be proved.",
        fix="改为循环，或改调另一流程。 / Draw a loop, or call another process.",
    )


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
