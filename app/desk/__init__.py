"""The desk: every use case, each one function and one transaction.

`fn(desk, actor, …, at=moment)` returns records or raises one of `app.errors`.
"""

from app.desk.acting import Done
from app.desk.alerting import acknowledge, alerts, explain
from app.desk.auditing import Audited, verify_ledgers
from app.desk.calendars import (
    YearSheet,
    add_days,
    calendar_year,
    due_moment,
    import_notice,
    import_package,
    remove_days,
    restore_version,
)
from app.desk.claiming import assign, claim, delegate, resolve, transfer, unclaim
from app.desk.completing import Completed, complete
from app.desk.delivering import due_mail, mail_failed, mail_sent, next_mail_at
from app.desk.entering import Entered
from app.desk.extending import extend
from app.desk.house import Desk, Once, Replayed, Terms, open_desk
from app.desk.inboxes import TaskSheet, count_tasks, draft, inbox, save_draft, task, task_sheet
from app.desk.limiting import ClockSheet, LimitView, StopView, clock_sheet, limits
from app.desk.looking import (
    Diagram,
    Happening,
    case,
    case_form,
    cases,
    diagram,
    ledger,
    notices,
    opinions,
    tasks,
    timeline,
)
from app.desk.pausing import pause, resume
from app.desk.public import PublicCase, public_case, public_items
from app.desk.receiving import receive
from app.desk.recomputing import Recomputed, catch_up, pending_recomputations, recomputations, work_off
from app.desk.returning import add_department, remove_department, send_back, withdraw_opinion
from app.desk.staffing import (
    Directory,
    add_absence,
    authenticate,
    digest_of,
    directory,
    end_absence,
    has_tokens,
    issue_token,
    mail_addresses,
    revoke_tokens,
    sign_in,
)
from app.desk.steering import message, terminate, urge, withdraw_case
from app.desk.supplementing import ask_supplement, hand_in_materials
from app.desk.tidying import forget_answers
from app.desk.timing import due_timers, fire_timer, give_up_timer, next_timer_at, postpone_timer, timer
from app.desk.watching import NOTICED_WITHIN, CalendarWatch
from app.store.records import AlertQuery, CaseQuery, TaskQuery

__all__ = [
    "NOTICED_WITHIN",
    "AlertQuery",
    "Audited",
    "CalendarWatch",
    "CaseQuery",
    "ClockSheet",
    "Completed",
    "Desk",
    "Diagram",
    "Directory",
    "Done",
    "Entered",
    "Happening",
    "LimitView",
    "Once",
    "PublicCase",
    "Recomputed",
    "Replayed",
    "StopView",
    "TaskQuery",
    "TaskSheet",
    "Terms",
    "YearSheet",
    "acknowledge",
    "add_absence",
    "add_days",
    "add_department",
    "alerts",
    "ask_supplement",
    "assign",
    "authenticate",
    "calendar_year",
    "case",
    "case_form",
    "cases",
    "catch_up",
    "claim",
    "clock_sheet",
    "complete",
    "count_tasks",
    "delegate",
    "diagram",
    "digest_of",
    "directory",
    "draft",
    "due_mail",
    "due_moment",
    "due_timers",
    "end_absence",
    "explain",
    "extend",
    "fire_timer",
    "forget_answers",
    "give_up_timer",
    "hand_in_materials",
    "has_tokens",
    "import_notice",
    "import_package",
    "inbox",
    "issue_token",
    "ledger",
    "limits",
    "mail_addresses",
    "mail_failed",
    "mail_sent",
    "message",
    "next_mail_at",
    "next_timer_at",
    "notices",
    "open_desk",
    "opinions",
    "pause",
    "pending_recomputations",
    "postpone_timer",
    "public_case",
    "public_items",
    "receive",
    "recomputations",
    "remove_days",
    "remove_department",
    "resolve",
    "restore_version",
    "resume",
    "revoke_tokens",
    "save_draft",
    "send_back",
    "sign_in",
    "task",
    "task_sheet",
    "tasks",
    "terminate",
    "timeline",
    "timer",
    "transfer",
    "unclaim",
    "urge",
    "verify_ledgers",
    "withdraw_case",
    "withdraw_opinion",
    "work_off",
]
