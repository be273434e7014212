"""The desk: every use case, each one function and one transaction.

`fn(desk, actor, …, at=moment)` returns records or raises one of `app.errors`.
"""

from app.desk.acting import Done
from app.desk.alerting import acknowledge, alerts, explain
from app.desk.announcing import board, take_down
from app.desk.announcing import post as post_announcement
from app.desk.archive_gaps import Gap
from app.desk.archiving import Archived, archive, archive_gaps, make_archive
from app.desk.archiving_due import archive_due
from app.desk.attaching import check_size as check_upload_size
from app.desk.attaching import file_of, forget_uploads
from app.desk.attaching import hand_in as hand_in_file
from app.desk.auditing import Audited, verify_ledgers
from app.desk.authorising import authorisations, authorise, end_authorisation
from app.desk.beginning import begin, due_beginnings, next_beginning_at
from app.desk.beginning import put_off as put_off_beginning
from app.desk.booking import Bookable, book, bookable
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
from app.desk.centring import centre_part, names_of_people
from app.desk.charging import charge, give_receipt, payments, refuse_fee
from app.desk.checking_materials import check_materials, checklist
from app.desk.claiming import assign, claim, delegate, resolve, transfer, unclaim
from app.desk.completing import Completed, complete
from app.desk.delivering import due_mail, mail_failed, mail_sent, messages, next_mail_at
from app.desk.entering import Entered
from app.desk.extending import extend
from app.desk.giving import Given
from app.desk.house import Desk, Once, Replayed, Terms, open_desk
from app.desk.inboxes import Choice, TaskSheet, count_tasks, draft, inbox, save_draft, task, task_sheet
from app.desk.keeping_watch import go_round
from app.desk.kinds_report import KindOfMonth, kinds_of_month
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
from app.desk.online import apply as apply_online
from app.desk.online import supply, take_back
from app.desk.openness import public_centre, public_file, public_item
from app.desk.outcomes import paper_of
from app.desk.overseeing import Lights, Tally, lights
from app.desk.pausing import pause, resume
from app.desk.possible import Possible, PossibleWithTask, possible
from app.desk.previewing import CasePreview, Preview, preview_migration
from app.desk.printing import Paper, any_pdf, paper, paper_pdf, preview, public_pdf, record_print
from app.desk.public import PublicCase, PublicNotice, PublicStep, public_case, public_items
from app.desk.public_clock import PublicClock, PublicMaterial, PublicStop
from app.desk.rating import rate_case, rate_visit, ratings
from app.desk.receiving import receive
from app.desk.reckoning import Outcome
from app.desk.recomputing import Recomputed, catch_up, pending_recomputations, recomputations, work_off
from app.desk.registering import (
    may_read_registers,
    register_as_csv,
    register_lines,
    register_table,
    registers_known,
)
from app.desk.remaining import days_left, days_left_of_its_case, days_left_of_task, days_until
from app.desk.reporting import all_report_cases, monthly_report, report_cases
from app.desk.returning import add_department, remove_department, send_back, withdraw_opinion
from app.desk.returning_originals import originals, return_originals, take_originals
from app.desk.sealing import seal as seal_opinion
from app.desk.serving import Service, alert_unserved, deliver, unserved
from app.desk.sessions import SESSION, close_session, open_session
from app.desk.signals import enter as enter_signal
from app.desk.signals import judge as judge_signal
from app.desk.signals import signals
from app.desk.simulating import Question, Simulation, simulate, simulation_as_json
from app.desk.staffing import (
    Directory,
    add_absence,
    directory,
    end_absence,
    mail_addresses,
)
from app.desk.starting import startable
from app.desk.steering import message, terminate, urge
from app.desk.supplementing import ask_supplement, hand_in_materials
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
from app.desk.watching import NOTICED_WITHIN, CalendarWatch
from app.desk.withdrawing import withdraw_case
from app.domain.authority import Action
from app.store.messages import MessageQuery
from app.store.queries import AlertQuery, CaseQuery, Page, TaskQuery
from app.store.records import CaseRecord, TaskRecord
from app.store.signals import SignalQuery

__all__ = [
    "NOTICED_WITHIN",
    "SESSION",
    "Action",
    "AlertQuery",
    "Archived",
    "Audited",
    "Bookable",
    "CalendarWatch",
    "CasePreview",
    "CaseQuery",
    "CaseRecord",
    "Choice",
    "ClockSheet",
    "Completed",
    "Desk",
    "Diagram",
    "Directory",
    "Done",
    "Entered",
    "Gap",
    "Given",
    "Happening",
    "KindOfMonth",
    "Lights",
    "LimitView",
    "MessageQuery",
    "Migrating",
    "Once",
    "Order",
    "Outcome",
    "Page",
    "Paper",
    "Possible",
    "PossibleWithTask",
    "Preview",
    "PublicCase",
    "PublicClock",
    "PublicMaterial",
    "PublicNotice",
    "PublicStep",
    "PublicStop",
    "Question",
    "Recomputed",
    "Replayed",
    "Service",
    "SignalQuery",
    "Simulation",
    "StopView",
    "Tally",
    "TaskQuery",
    "TaskRecord",
    "TaskSheet",
    "Terms",
    "YearSheet",
    "acknowledge",
    "add_absence",
    "add_days",
    "add_department",
    "alert_unserved",
    "alerts",
    "all_report_cases",
    "any_pdf",
    "apply_online",
    "archive",
    "archive_due",
    "archive_gaps",
    "ask_supplement",
    "assign",
    "authenticate",
    "authorisations",
    "authorise",
    "begin",
    "begin_migration",
    "board",
    "book",
    "bookable",
    "calendar_year",
    "case",
    "case_form",
    "cases",
    "catch_up",
    "centre_part",
    "charge",
    "check_materials",
    "check_upload_size",
    "checklist",
    "claim",
    "clock_sheet",
    "close_session",
    "complete",
    "count_tasks",
    "days_left",
    "days_left_of_its_case",
    "days_left_of_task",
    "days_until",
    "delegate",
    "deliver",
    "diagram",
    "digest_of",
    "directory",
    "draft",
    "due_beginnings",
    "due_mail",
    "due_moment",
    "due_timers",
    "end_absence",
    "end_authorisation",
    "end_of_day",
    "enter_signal",
    "explain",
    "extend",
    "file_of",
    "fire_timer",
    "forget_answers",
    "forget_uploads",
    "give_receipt",
    "give_up_timer",
    "go_round",
    "hand_in_file",
    "hand_in_materials",
    "has_administrator",
    "import_notice",
    "import_package",
    "inbox",
    "issue_token",
    "judge_signal",
    "kinds_of_month",
    "ledger",
    "lights",
    "limits",
    "list_tokens",
    "mail_addresses",
    "mail_failed",
    "mail_sent",
    "make_archive",
    "may_read_registers",
    "message",
    "messages",
    "migrated_cases",
    "migration",
    "migrations",
    "monthly_report",
    "names_of_people",
    "next_beginning_at",
    "next_mail_at",
    "next_timer_at",
    "notices",
    "open_desk",
    "open_session",
    "opinions",
    "originals",
    "paper",
    "paper_of",
    "paper_pdf",
    "pause",
    "payments",
    "pending_recomputations",
    "possible",
    "post_announcement",
    "postpone_timer",
    "preview",
    "preview_migration",
    "public_case",
    "public_centre",
    "public_file",
    "public_item",
    "public_items",
    "public_pdf",
    "put_off_beginning",
    "rate_case",
    "rate_visit",
    "ratings",
    "receive",
    "recomputations",
    "record_print",
    "refuse_fee",
    "register_as_csv",
    "register_lines",
    "register_table",
    "registers_known",
    "remove_days",
    "remove_department",
    "report_cases",
    "resolve",
    "restore_version",
    "resume",
    "resume_migration",
    "return_originals",
    "revoke_token",
    "revoke_tokens",
    "running_migrations",
    "save_draft",
    "seal_opinion",
    "send_back",
    "sign_in",
    "signals",
    "simulate",
    "simulation_as_json",
    "startable",
    "stop_migration",
    "supply",
    "take_back",
    "take_down",
    "take_originals",
    "task",
    "task_sheet",
    "tasks",
    "terminate",
    "timeline",
    "timer",
    "transfer",
    "unclaim",
    "unserved",
    "urge",
    "verify_ledgers",
    "withdraw_case",
    "withdraw_opinion",
    "work_off",
]
