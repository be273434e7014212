"""What a body may look like, for the documentation: the demonstration's restaurant, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

REASON = {"reason": "平面布置图与现场不一致，请重新勘验。"}
BODIES: Mapping[str, Mapping[str, Any]] = {
    "POST /api/v1/cases": {
        "item": "joint",
        "applicant": {"name": "竹苑茶楼", "phone": "13800000000"},
        "form": {"area": 360, "works": 200000, "sign_board": True, "tobacco": False, "drains": True, "fumes": False},
        "materials": [{"code": "M01", "copies": 1}],
        "window": "A02",
    },
    "POST /api/v1/cases/{number}/urge": {"department": "urban", "text": "请尽快反馈。"},
    "POST /api/v1/cases/{number}/withdraw": {
        "reason": "申请人改变计划",
        "signed_by": "王小二",
        "uploads": ["Zk3v0cM7yq2l1b8XwR5tNf4u9aHsJdGe"],
    },
    "POST /api/v1/cases/{number}/terminate": {"reason": "重复申请"},
    "POST /api/v1/cases/{number}/messages": {"name": "upper.reply", "variables": {"reply": "approve"}},
    "POST /api/v1/cases/{number}/pause": {"ground": "inspection", "days": 5, "reason": "需委托检测机构检测油烟排放。"},
    "POST /api/v1/cases/{number}/resume": {"ground": "inspection", "text": "检测报告已收到。"},
    "POST /api/v1/cases/{number}/extend": {"days": 10, "reason": "案情复杂，经负责人批准延期。"},
    "POST /api/v1/cases/{number}/supplement": {
        "materials": [{"code": "M05", "reason": "平面布置图缺消防设施标注。"}],
        "days": 5,
    },
    "POST /api/v1/cases/{number}/supplement/materials": {"materials": [{"code": "M05", "copies": 1}]},
    "POST /api/v1/cases/{number}/notices/preview": {
        "kind": "BYXK",
        "facts": {"reasons": "安全出口数量不足。", "basis": "《消防法》第十五条"},
    },
    "POST /api/v1/cases/{number}/notices/{notice}/prints": {"copies": 2},
    "POST /api/v1/cases/{number}/notices/{notice}/deliveries": {
        "method": "in_person",
        "receiver": "竹苑茶楼",
        "signed_by": "王小明",
    },
    "POST /api/v1/cases/{number}/archive": {"despite": "申请人未领取决定书"},
    "POST /api/v1/cases/{number}/checklist": {
        "materials": [
            {"code": "M01", "verdict": "good"},
            {"code": "M05", "verdict": "correct", "note": "平面布置图缺比例尺。"},
        ]
    },
    "POST /api/v1/cases/{number}/originals": {"codes": ["M02"]},
    "POST /api/v1/cases/{number}/originals/return": {"codes": ["M02"], "signed_by": "王小明"},
    "POST /api/v1/cases/{number}/fees": {"fee": "F01", "amount": "10.00", "receipt": "0012345678"},
    "POST /api/v1/cases/{number}/fees/{payment_id}/receipt": {"receipt": "0012345678"},
    "POST /api/v1/hall/tickets": {"queue": "A02"},
    "POST /api/v1/hall/queues/{queue}/absence": {
        "reason": "到后台调阅档案",
        "place": "三楼档案室",
        "contact": "0000-12345",
        "to_at": "2026-03-02T02:20:00Z",
    },
    "POST /api/v1/hall/tickets/{ticket_id}/transfer": {"queue": "C01"},
    "POST /api/v1/receptions": {
        "name": "王小明",
        "need": "想开一家餐饮店，需要哪些手续？",
        "kind": "consult",
        "contact": "13800000000",
        "ticket": 1,
    },
    "POST /api/v1/receptions/{reception}/settle": {"outcome": "answered", "answer": "已当面答复并出具一次性告知书。"},
    "POST /api/v1/receptions/{reception}/handovers": {"department": "centre", "reason": "涉及多个部门，请协调。"},
    "POST /api/v1/receptions/{reception}/notifications": {
        "item": "joint",
        "confirmed": "申请人确认营业面积320平方米，零售烟草制品。",
        "missing": [{"code": "M05", "note": "未标明消防设施"}],
    },
    "POST /api/v1/receptions/{reception}/rating": {"level": 1, "words": "很快"},
    "POST /api/v1/notifications/{told}/prints": {"copies": 2, "signed_by": "王小明"},
    "POST /api/v1/signals": {
        "rule": "14",
        "subject": "A02 窗口",
        "department": "market",
        "evidence": "举报人称被指定到某公司制图。",
    },
    "POST /api/v1/signals/{signal_id}/judge": {"judgement": "dismissed", "finding": "调阅监控和台账，未发现指定行为。"},
    "POST /api/v1/authorisations": {
        "item": "promised",
        "user": "zhou.min",
        "action": "decide",
        "from_at": "2026-03-02T00:00:00Z",
    },
    "POST /api/v1/board": {"title": "国庆节值班安排", "text": "10月1日至3日由综合窗口值班。"},
    "POST /api/v1/public/applications": {
        "item": "joint",
        "applicant": {"name": "竹苑茶楼", "kind": "company", "id_number": "91110000MA00000000", "phone": "13800000001"},
        "form": {"area": 350, "works": 1, "sign_board": True, "tobacco": False, "drains": False, "fumes": True},
        "materials": [{"code": "M01", "uploads": ["Zk3v0cM7yq2l1b8XwR5tNf4u9aHsJdGe"]}],
    },
    "POST /api/v1/public/cases/{number}/materials": {
        "code": "8H3KQ2MN",
        "materials": [{"code": "M05", "uploads": ["Zk3v0cM7yq2l1b8XwR5tNf4u9aHsJdGe"]}],
    },
    "POST /api/v1/public/cases/{number}/withdraw": {"code": "8H3KQ2MN", "reason": "改在邻区开店"},
    "POST /api/v1/public/appointments": {
        "counter": "A01",
        "slot": "2026-03-04T09:30",
        "matter": "食品经营许可咨询",
        "applicant": {"name": "李四", "phone": "13900000001"},
    },
    "POST /api/v1/public/cases/{number}/rating": {"code": "8H3KQ2MN", "level": 2, "words": "比承诺快"},
    "POST /api/v1/public/cases/{number}/fees/refuse": {"code": "8H3KQ2MN", "complaint": "窗口另收制图费200元。"},
    "POST /api/v1/kiosk/tickets": {"queue": "A02"},
    "POST /api/v1/kiosk/check-ins": {"number": "YY01-20260302-00001", "code": "8H3KQ2MN"},
    "POST /api/v1/kiosk/questions": {
        "question": "开餐饮店要先办消防还是先办食品许可？",
        "name": "李女士",
        "phone": "13800000001",
        "item": "joint",
    },
    "POST /api/v1/kiosk/cases/{number}/rating": {"code": "8H3KQ2MN", "level": 1, "words": ""},
    "POST /api/v1/tasks/claim": {"tasks": [1000023, 1000026]},
    "POST /api/v1/tasks/{task_id}/complete": {"outcome": "agree", "opinion": "符合消防安全要求，同意。"},
    "POST /api/v1/tasks/{task_id}/reviews": {"outcome": "agree", "opinion": "两部楼梯，净宽 1.2 米，符合要求。"},
    "POST /api/v1/tasks/{task_id}/assignee": {"user": "cao.lei"},
    "POST /api/v1/tasks/{task_id}/delegate": {"user": "jiang.hao", "text": "请核对疏散宽度。"},
    "POST /api/v1/tasks/{task_id}/resolve": {"opinion": "两部楼梯，净宽 1.2 米，符合要求。"},
    "POST /api/v1/tasks/{task_id}/transfer": {"department": "centre", "reason": "请综合窗口代收"},
    "POST /api/v1/tasks/{task_id}/return": {"element": "site_visit", **REASON},
    "POST /api/v1/tasks/{task_id}/withdraw": {"reason": "漏看附图二，重新反馈。"},
    "POST /api/v1/tasks/{task_id}/departments": {"department": "ecology", "reason": "勘验发现明火灶台，产生油烟。"},
    "PUT /api/v1/tasks/{task_id}/draft": {"form": {"exits": 2}},
    "POST /api/v1/alerts/{alert_id}/acknowledge": {"text": "已收到，今日内反馈。"},
    "POST /api/v1/alerts/{alert_id}/explain": {"text": "经办人外出培训。"},
    "POST /api/v1/posts/{code}/absences": {
        "from_at": "2026-12-02T08:00:00+08:00",
        "to_at": "2026-12-04T18:00:00+08:00",
        "reason": "培训",
    },
    "POST /api/v1/tokens": {
        "user": "cao.lei",
        "role": "officer",
        "department": "fire",
        "expires_at": "2027-06-30T16:00:00Z",
    },
    "POST /api/v1/deployments/held/{number}/approve": {"remark": "同意试行一个月。"},
    "POST /api/v1/deployments/held/{number}/reject": {"remark": "请先为协办审查设置时限。"},
    "POST /api/v1/definitions/{key}/migrations": {"to": 2, "reason": "协办审查时限由5个工作日改为7个工作日。"},
    "POST /api/v1/definitions/{key}/simulations": {"cases": 200, "days": 60, "people": {"fire": 2}},
    "PUT /api/v1/calendar/{year}": {
        "document": "国办发明电〔2025〕7号",
        "holidays": [
            {"name": "春节", "from": "2026-02-15", "to": "2026-02-23", "makeup": ["2026-02-14", "2026-02-28"]}
        ],
    },
    "POST /api/v1/calendar/{year}/restore": {"version": 1},
    "POST /api/v1/calendar/days": {
        "kind": "closed",
        "date": "2026-03-05",
        "name": "停电",
        "basis": "中心公告",
    },
}
"""By method and path."""
