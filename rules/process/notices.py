"""How the client is told: the section ``notices`` of a process file."""

from datetime import timedelta

from pydantic import Field

from rules.process.durations import Wait
from rules.process.part import Name, Part


class NoticeFields(Part):
    """
    Names of the ticket's custom fields through which ClickUp's Automation sends a notice.

    Attributes:
        kind: The drop-down whose change sets the Automation off.
        text: The notice in words, for people and for the other ways to tell the client.
        receipt: The checkbox that the Automation ticks when it has sent the mail.
        email: The client's address.
        notes: What is quoted to the client when a ticket is closed.
    """

    kind: Name = "Client notice"
    text: Name = "Client notice text"
    receipt: Name = "Notice sent"
    email: Name = "Client email"
    notes: Name = "Resolution Notes"


class NoticeFieldIds(Part):
    """
    Ids of the same fields, which stay when somebody renames one.

    Attributes:
        kind: The drop-down's.
        text: The text field's.
        receipt: The checkbox's.
        email: The e-mail field's.
        notes: That of what is quoted.
    """

    kind: Name | None = None
    text: Name | None = None
    receipt: Name | None = None
    email: Name | None = None
    notes: Name | None = None


class Notices(Part):
    """
    How the client is told.

    Attributes:
        quiet_period: A due date has to stay unchanged for so long before its change is told.
        receipt_within: A notice without a receipt by then takes another way.
        fields: The custom fields that the Automation works with.
        field_ids: Their ids.
    """

    quiet_period: Wait = Field(default=timedelta(minutes=2), alias="quiet period")
    receipt_within: Wait = Field(default=timedelta(minutes=5), alias="receipt within")
    fields: NoticeFields = NoticeFields()
    field_ids: NoticeFieldIds = Field(default=NoticeFieldIds(), alias="field ids")
