"""How a document reaches its receiver, and what each way must leave behind as proof."""

from __future__ import annotations

from enum import StrEnum


class Method(StrEnum):
    """A way of service; the names are those of the Civil Procedure Law, which the licensing law follows."""

    IN_PERSON = "in_person"
    LEFT = "left"
    ENTRUSTED = "entrusted"
    POST = "post"
    ELECTRONIC = "electronic"
    HANDED_ON = "handed_on"
    ANNOUNCED = "announced"

    @property
    def word(self) -> str:
        """The Chinese name."""
        return WORDS[self]


class Outcome(StrEnum):
    """Whether a try to serve reached its receiver."""

    SERVED = "served"
    FAILED = "failed"


WORDS = {
    Method.IN_PERSON: "直接送达",
    Method.LEFT: "留置送达",
    Method.ENTRUSTED: "委托送达",
    Method.POST: "邮寄送达",
    Method.ELECTRONIC: "电子送达",
    Method.HANDED_ON: "转交送达",
    Method.ANNOUNCED: "公告送达",
}

PROOF = {
    Method.IN_PERSON: "signed_by",
    Method.LEFT: "note",
    Method.ENTRUSTED: "signed_by",
    Method.POST: "reference",
    Method.ELECTRONIC: "reference",
    Method.HANDED_ON: "signed_by",
    Method.ANNOUNCED: "reference",
}
"""What a service must name: who signed, who witnessed, or the letter, the address, the announcement."""

PROOF_WORDS = {
    "signed_by": ("who signed for it", "签收人"),
    "note": ("why it was left and who witnessed it", "留置事由和见证人"),
    "reference": ("the letter, address or announcement", "邮件号、电子送达地址或者公告编号"),
}
