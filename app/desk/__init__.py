"""The desk: every use case, each one function and one transaction.

`fn(desk, actor, …, at=moment)` returns records or raises one of `app.errors`.
"""

from app.desk.acting import Done
from app.desk.alerting import acknowledge, alerts, explain
from app.desk.auditing import Audited, verify_ledgers
from app.desk.claiming import assign, claim, delegate, resolve, transfer, unclaim
from app.desk.completing import Completed, complete
from app.desk.delivering import due_mail, mail_failed, mail_sent, messages, next_mail_at
from app.desk.house import Desk, Once, Replayed, Terms, open_desk
from app.desk.inboxes import Choice, TaskSheet, count_tasks, draft, inbox, save_draft, task, task_sheet
from app.desk.looking import (
    Diagram,
    Happening,
    LimitView,
    case,
    case_form,
    cases,
    diagram,
    ledger,
    limits,
    notices,
    opinions,
    tasks,
    timeline,
)
from app.desk.public import PublicCase, PublicNotice, PublicStep, public_case, public_items
from app.desk.receiving import receive
from app.desk.reckoning import days_left, days_left_of_task
from app.desk.returning import add_department, remove_department, send_back, withdraw_opinion
from app.desk.staffing import (
    Directory,
    add_absence,
    calendar_days,
    directory,
    end_absence,
    mail_addresses,
    put_calendar_year,
)
from app.desk.steering import message, terminate, urge, withdraw_case
from app.desk.tidying import forget_answers
from app.desk.timing import due_timers, fire_timer, give_up_timer, next_timer_at, postpone_timer, timer
from app.desk.tokens import (
    authenticate,
    digest_of,
    end_of_day,
    has_administrator,
    issue_token,
    list_tokens,
    revoke_token,
    revoke_tokens,
    sign_in,
)
from app.store.messages import MessageQuery
from app.store.records import AlertQuery, CaseQuery, TaskQuery

__all__ = [
    "AlertQuery",
    "Audited",
    "CaseQuery",
    "Choice",
    "Completed",
    "Desk",
    "Diagram",
    "Directory",
    "Done",
    "Happening",
    "LimitView",
    "MessageQuery",
    "Once",
    "PublicCase",
    "PublicNotice",
    "PublicStep",
    "Replayed",
    "TaskQuery",
    "TaskSheet",
    "Terms",
    "acknowledge",
    "add_absence",
    "add_department",
    "alerts",
    "assign",
    "authenticate",
    "calendar_days",
    "case",
    "case_form",
    "cases",
    "claim",
    "complete",
    "count_tasks",
    "days_left",
    "days_left_of_task",
    "delegate",
    "diagram",
    "digest_of",
    "directory",
    "draft",
    "due_mail",
    "due_timers",
    "end_absence",
    "end_of_day",
    "explain",
    "fire_timer",
    "forget_answers",
    "give_up_timer",
    "has_administrator",
    "inbox",
    "issue_token",
    "ledger",
    "limits",
    "list_tokens",
    "mail_addresses",
    "mail_failed",
    "mail_sent",
    "message",
    "messages",
    "next_mail_at",
    "next_timer_at",
    "notices",
    "open_desk",
    "opinions",
    "postpone_timer",
    "public_case",
    "public_items",
    "put_calendar_year",
    "receive",
    "remove_department",
    "resolve",
    "revoke_token",
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
]
