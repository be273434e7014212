"""A made-up notice for 2027 in both forms, and small changes to it."""

from __future__ import annotations

NOTICE_2027 = """\
year = 2027
source = "国务院办公厅通知"
document = "国办发明电〔2026〕99号"

[[holiday]]
name = "元旦"
from = 2027-01-01
to = 2027-01-03

[[holiday]]
name = "春节"
from = 2027-02-05
to = 2027-02-13
makeup = [2027-01-31, 2027-02-20]

[[holiday]]
name = "清明节"
date = 2027-04-05

[[holiday]]
name = "劳动节"
from = 2027-05-01
to = 2027-05-05
makeup = [2027-05-08]

[[holiday]]
name = "端午节"
date = 2027-06-09

[[holiday]]
name = "中秋节"
date = 2027-09-15

[[holiday]]
name = "国庆节"
from = 2027-10-01
to = 2027-10-07
makeup = [2027-09-26, 2027-10-09]
"""

ROWS_2027 = """\
日期,类型,名称
2027-01-01,放假,元旦
2027/2/5,放假,春节
2027/2/8,放假,春节
2027/2/9,放假,春节
2027/2/10,放假,春节
2027-04-05,放假,清明节
2027-05-03,放假,劳动节
2027-05-04,放假,劳动节
2027-06-09,放假,端午节
2027-09-15,放假,中秋节
2027-10-01,放假,国庆节
2027-10-04,放假,国庆节
2027-10-05,放假,国庆节
2027-10-06,放假,国庆节
2027-10-09,上班,国庆节
"""


def noticed(old: str = "", new: str = "") -> bytes:
    """The notice with one thing in it replaced."""
    assert old in NOTICE_2027
    return NOTICE_2027.replace(old, new, 1).encode() if old else NOTICE_2027.encode()


def listed(old: str = "", new: str = "") -> bytes:
    """The same as CSV."""
    assert old in ROWS_2027
    return ROWS_2027.replace(old, new, 1).encode() if old else ROWS_2027.encode()
