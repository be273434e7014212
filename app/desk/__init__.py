"""The desk: every use case, each one function and one transaction.

`fn(desk, actor, …, at=moment)` returns records or raises one of `app.errors`.
"""

from app.desk.acting import Done
from app.desk.alerting import acknowledge, alerts, explain
from app.desk.auditing import Audited, verify_ledgers
from app.desk.claiming import assign, claim, delegate, resolve, transfer, unclaim
from app.desk.completing import Completed, complete
from app.desk.delivering import due_mail, mail_failed, mail_sent, next_mail_at
from app.desk.house import Desk, Once, Replayed, Terms, open_desk
from app.desk.inboxes import TaskSheet, count_tasks, draft, inbox, save_draft, task, task_sheet
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
from app.desk.migrating import (
    Migrating,
    Order,
    begin_migration,
    migrated_cases,
    migration,
    migrations,
    resume_migration,
    running_migrations,
    stop_migration,
)
from app.desk.previewing import CasePreview, Preview, preview_migration
from app.desk.public import PublicCase, public_case, public_items
from app.desk.receiving import receive
from app.desk.reckoning import Outcome
from app.desk.returning import add_department, remove_department, send_back, withdraw_opinion
from app.desk.simulating import Question, Simulation, simulate, simulation_as_json
from app.desk.staffing import (
    Directory,
    add_absence,
    authenticate,
    calendar_days,
    digest_of,
    directory,
    end_absence,
    has_tokens,
    issue_token,
    mail_addresses,
    put_calendar_year,
    revoke_tokens,
    sign_in,
)
from app.desk.steering import message, terminate, urge, withdraw_case
from app.desk.tidying import forget_answers
from app.desk.timing import due_timers, fire_timer, give_up_timer, next_timer_at, postpone_timer, timer
from app.store.records import AlertQuery, CaseQuery, TaskQuery

__all__ = [
    "AlertQuery",
    "Audited",
    "CasePreview",
    "CaseQuery",
    "Completed",
    "Desk",
    "Diagram",
    "Directory",
    "Done",
    "Happening",
    "LimitView",
    "Migrating",
    "Once",
    "Order",
    "Outcome",
    "Preview",
    "PublicCase",
    "Question",
    "Replayed",
    "Simulation",
    "TaskQuery",
    "TaskSheet",
    "Terms",
    "acknowledge",
    "add_absence",
    "add_department",
    "alerts",
    "assign",
    "authenticate",
    "begin_migration",
    "calendar_days",
    "case",
    "case_form",
    "cases",
    "claim",
    "complete",
    "count_tasks",
    "delegate",
    "diagram",
    "digest_of",
    "directory",
    "draft",
    "due_mail",
    "due_timers",
    "end_absence",
    "explain",
    "fire_timer",
    "forget_answers",
    "give_up_timer",
    "has_tokens",
    "inbox",
    "issue_token",
    "ledger",
    "limits",
    "mail_addresses",
    "mail_failed",
    "mail_sent",
    "message",
    "migrated_cases",
    "migration",
    "migrations",
    "next_mail_at",
    "next_timer_at",
    "notices",
    "open_desk",
    "opinions",
    "postpone_timer",
    "preview_migration",
    "public_case",
    "public_items",
    "put_calendar_year",
    "receive",
    "remove_department",
    "resolve",
    "resume_migration",
    "revoke_tokens",
    "running_migrations",
    "save_draft",
    "send_back",
    "sign_in",
    "simulate",
    "simulation_as_json",
    "stop_migration",
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
