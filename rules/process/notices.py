"""How the client is told: the section ``notices`` of a process file."""

from datetime import timedelta

from pydantic import Field

from rules.process.durations import Wait
from rules.process.part import Name, Part


class NoticeFields(Part):
    """
    Names of the ticket's custom fields that ClickUp's Automation uses to send a notice.

    Attributes:
        kind: The drop-down whose change starts the Automation.
        text: The text of the notice.
        receipt: The checkbox that the Automation ticks when it has sent the e-mail.
        email: The client's e-mail address.
        notes: The text that is quoted to the client when a ticket is closed.
    """

    kind: Name = "Client notice"
    text: Name = "Client notice text"
    receipt: Name = "Notice sent"
    email: Name = "Client email"
    notes: Name = "Resolution Notes"


class NoticeFieldIds(Part):
    """
    Ids of the same fields, which stay the same when a field is renamed.

    Attributes:
        kind: The id of the drop-down.
        text: The id of the text field.
        receipt: The id of the checkbox.
        email: The id of the e-mail field.
        notes: The id of the field with the quoted text.
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
        quiet_period: A due date must stay unchanged for this long before the client is told.
        receipt_within: Without a receipt after this long, the client is told by a comment instead.
        fields: The custom fields that the Automation uses.
        field_ids: Their ids.
    """

    quiet_period: Wait = Field(default=timedelta(minutes=2), alias="quiet period")
    receipt_within: Wait = Field(default=timedelta(minutes=5), alias="receipt within")
    fields: NoticeFields = NoticeFields()
    field_ids: NoticeFieldIds = Field(default=NoticeFieldIds(), alias="field ids")
