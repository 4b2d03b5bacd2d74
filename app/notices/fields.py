"""The custom fields of a ticket that trigger the Automation that sends a notice."""

from dataclasses import dataclass

from app.bot import Bot
from app.deliveries.history import place_of_field
from app.messages.comments import fallback as words
from app.ticket.field_values import readable
from clickup_client.models import CustomField, Option, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFields:
    """
    The fields that the list has, and their values.

    `written_kind` and `written_text` are left from an earlier notice; `notes` are the Resolution Notes.
    """

    kind: CustomField | None
    text: CustomField | None
    receipt: CustomField | None
    names: tuple[str, str, str, str]
    written_kind: str | None
    written_text: str | None
    email: str | None
    notes: str | None

    def problem(self, kind: str) -> str | None:
        """Why no e-mail can be sent this way, as a sentence; None if it can."""
        kind_name, text_name, _receipt_name, email_name = self.names
        if self.kind is None or self.text is None:
            missing = kind_name if self.kind is None else text_name
            return words.no_field(missing)
        for field, types in ((self.kind, ("drop_down",)), (self.text, ("text", "short_text"))):
            if field.type not in types:
                wanted = "a drop-down" if field is self.kind else "a text field"
                return words.wrong_type(field.name, wanted)
        if not any(option.name.casefold() == kind for option in self.kind.options):
            return words.no_option(kind_name, kind)
        if not (self.email or "").strip():
            return words.no_address(email_name)
        return None

    def writes_of(self, kind: str, text: str) -> dict[str, str]:
        """The values that are written to send a notice, by history field, as ClickUp reports them."""
        options = self.kind.options if self.kind else ()
        written = {} if self.text is None else {place_of_field(self.text.id): text}
        for option in options:
            if self.kind is not None and option.name.casefold() == kind:
                written |= {place_of_field(self.kind.id): option.id}
        return written if self.receipt is None else written | {place_of_field(self.receipt.id): "false"}

    def shows_kind(self, kind: str) -> bool:
        """Whether the field already shows that kind."""
        return (self.written_kind or "").casefold() == kind

    def shows(self, kind: str, text: str) -> bool:
        """Whether the ticket shows exactly this notice already, however ClickUp keeps its blanks."""
        return self.shows_kind(kind) and (self.written_text or "").split() == text.split()


def read_fields(bot: Bot, task: Task) -> NoticeFields:
    """Find the notice fields of the process file on a ticket."""
    names = bot.process.notices.fields
    kind, text = task.field(names.kind), task.field(names.text)
    return NoticeFields(
        kind=kind,
        text=text,
        receipt=task.field(names.receipt),
        names=(names.kind, names.text, names.receipt, names.email),
        written_kind=_text(kind),
        written_text=_text(text),
        email=_text(task.field(names.email)),
        notes=_text(task.field(names.notes)),
    )


def _text(field: CustomField | None) -> str | None:
    value = readable(field)
    if isinstance(value, Option):
        return value.name
    return value if isinstance(value, str) else None
