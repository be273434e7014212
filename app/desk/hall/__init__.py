"""The hall: tickets, receptions, hand-overs and one-time notifications, each use case one transaction."""

from app.desk.hall.answering import alert_unanswered
from app.desk.hall.asking import Asked, leave_question
from app.desk.hall.checking_in import check_in
from app.desk.hall.handing_over import SIGNED_WITHIN, alert_unsigned, hand_over, sign, to_sign, unsigned
from app.desk.hall.leaving import Left, come_back, leave, note_long_absences
from app.desk.hall.queueing import (
    Line,
    call_next,
    close,
    lines,
    recall,
    serve,
    skip,
    take_number,
    take_ticket,
    tickets,
    transfer,
    unserved,
)
from app.desk.hall.receptions import KINDS, OUTCOMES, ReceptionSheet, Visit, reception, receptions, register, settle
from app.desk.hall.telling import notify, printed, told_pdf
from app.desk.hall.terminals import Hall, Place, hall_now, slip, walk_in

__all__ = [
    "KINDS",
    "OUTCOMES",
    "SIGNED_WITHIN",
    "Asked",
    "Hall",
    "Left",
    "Line",
    "Place",
    "ReceptionSheet",
    "Visit",
    "alert_unanswered",
    "alert_unsigned",
    "call_next",
    "check_in",
    "close",
    "come_back",
    "hall_now",
    "hand_over",
    "leave",
    "leave_question",
    "lines",
    "note_long_absences",
    "notify",
    "printed",
    "recall",
    "reception",
    "receptions",
    "register",
    "serve",
    "settle",
    "sign",
    "skip",
    "slip",
    "take_number",
    "take_ticket",
    "tickets",
    "to_sign",
    "told_pdf",
    "transfer",
    "unserved",
    "unsigned",
    "walk_in",
]
