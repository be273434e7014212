"""Who tells what: the stories with a turn of their own first, then ordinary cases drawn by seed, sixty in all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from random import Random

from app.demo.day import answers, clocks, counter, duty, errands, lobby, together, ways
from app.demo.day.dates import THE_DAY, moment
from app.demo.day.script import Script
from app.demo.day.stage import Stage
from app.demo.day.teller import Teller

CASES = 60
Telling = Callable[[Teller], Iterator[datetime]]


@dataclass(frozen=True, kw_only=True)
class Story:
    """A story: its name in both languages, how it is told, and how many cases of items it hands in."""

    name: str
    name_en: str
    tell: Telling
    cases: int = 0


STORIES = (
    Story(name="取号叫号，预约优先", name_en="tickets, bookings first", tell=lobby.queue, cases=1),
    Story(name="下班仍有未服务的号", name_en="a ticket left at closing", tell=lobby.left_over),
    Story(name="预约满号改约", name_en="appointments, and a full slot", tell=lobby.appointments),
    Story(name="首问负责，移交签收", name_en="first contact and hand-over", tell=lobby.first_contact, cases=1),
    Story(name="一次性告知", name_en="told everything at once", tell=lobby.told_at_once),
    Story(name="上门服务", name_en="on-site service", tell=lobby.on_site),
    Story(name="当场更正", name_en="corrected on the spot", tell=counter.corrected, cases=1),
    Story(name="收费公示，收费有据", name_en="published fees, with receipts", tell=counter.charged, cases=1),
    Story(
        name="原件退还、公告、好评、归档", name_en="originals, board, rating, archive", tell=counter.originals, cases=1
    ),
    Story(name="差评整改", name_en="a bad rating is mended", tell=counter.rated_badly, cases=1),
    Story(name="承诺跨劳动节", name_en="a promise over Labour Day", tell=clocks.over_the_holiday, cases=1),
    Story(name="专家评审停表", name_en="stopped for an expert review", tell=clocks.paused, cases=1),
    Story(name="延期一次", name_en="extended once", tell=clocks.extended, cases=1),
    Story(name="联办延期由政府批", name_en="extended by the government", tell=clocks.by_the_government, cases=1),
    Story(name="一次补正", name_en="supplemented once", tell=clocks.supplemented, cases=1),
    Story(name="联合办理，一家逾期", name_en="joint, one department late", tell=together.one_late, cases=1),
    Story(name="请假一天，B岗代办", name_en="on leave, the deputy acts", tell=together.by_the_deputy, cases=1),
    Story(name="上报省厅，批复到达", name_en="sent up, and answered", tell=together.upward, cases=1),
    Story(name="上报省厅，等候批复", name_en="sent up, and waiting", tell=together.still_upward, cases=1),
    Story(name="协助办理", name_en="assisted", tell=together.helped, cases=1),
    Story(name="明确答复，值班领导审批", name_en="refused, approved by the duty leader", tell=answers.vetoed, cases=1),
    Story(name="申诉，复核不是原决定人", name_en="an appeal, decided by another", tell=answers.appealed, cases=1),
    Story(name="投诉到反馈", name_en="a complaint to its feedback", tell=answers.complained),
    Story(name="超期引发督办", name_en="an overrun and its supervision order", tell=answers.overrun, cases=1),
    Story(name="全程代办", name_en="full agency", tell=errands.agency, cases=1),
    Story(name="综合窗口内部流转", name_en="internal circulation", tell=errands.circulation),
    Story(name="值班日志", name_en="the duty leader's log", tell=duty.logs),
    Story(name="四月月报", name_en="the report of April", tell=duty.monthly_report),
)
ORDINARY = "日常办件", "ordinary cases"
ITEMS: dict[Telling, str] = {
    ways.direct: "direct", ways.direct_refused: "direct", ways.promised: "promised", ways.joint: "joint",
}  # fmt: skip
ON_THE_DAY = (*(ways.direct,) * 3, ways.direct_refused, ways.promised, ways.joint)
EARLIER, LATER = ("04-24", "04-27", "04-28", "04-29"), ("05-06", "05-07")


def scripts(stage: Stage, seed: int) -> list[Script]:
    """All that is told, ready to be played; the same for the same seed."""
    told = [_told(stage, story, seed) for story in STORIES]
    left = CASES - sum(story.cases for story in STORIES)
    return told + [_ordinary(stage, Random(f"{seed}/ordinary/{place}"), place) for place in range(left)]


def _told(stage: Stage, story: Story, seed: int) -> Script:
    return story.tell(Teller(stage=stage, story=story.name, draw=Random(f"{seed}/{story.name_en}")))


def _ordinary(stage: Stage, draw: Random, place: int) -> Script:
    """One in six comes before the day, one in six after it, all others on it; the ways are drawn."""
    teller = Teller(stage=stage, story=ORDINARY[0], draw=draw)
    day, way = THE_DAY, draw.choice(ON_THE_DAY)
    if place % 6 == 0:
        day, way = draw.choice(EARLIER), draw.choice((ways.promised, ways.joint))
    elif place % 6 == 5:
        day, way = draw.choice(LATER), draw.choice((ways.promised, ways.direct))
    hour = draw.choice((9, 10, 11, 13, 14, 15, 16))
    minute = draw.randint(33, 55) if hour in (9, 13) else draw.randint(0, 44)
    yield moment(day, f"{hour:02d}:{minute:02d}", seconds=draw.randint(0, 59))
    if day == THE_DAY:
        yield from lobby.comes(teller, ITEMS[way])
    yield from way(teller)


def names() -> list[tuple[str, str]]:
    """What the stories are called, in both languages, in their order."""
    return [*((story.name, story.name_en) for story in STORIES), ORDINARY]
