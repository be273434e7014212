"""The twelve stories of the demonstration, in the order in which they are played."""

from app.demo.detours import ADDED, DEPUTY, RETURNED, URGED, WITHDRAWN
from app.demo.ordinary import AFTER_HOURS, SMOOTH, STANDING
from app.demo.troubles import DECLINED, LATE, MISSING, VETO

STORIES = (
    SMOOTH, LATE, MISSING, VETO, ADDED, RETURNED, URGED, WITHDRAWN, DEPUTY, DECLINED, AFTER_HOURS, STANDING,
)  # fmt: skip
