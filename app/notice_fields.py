"""The custom fields through which a notice is sent, as they are on one ticket."""

from dataclasses import dataclass

from app.bootstrap import Bot
from clickup_client import fields
from clickup_client.errors import UnreadableFieldError
from clickup_client.models import CustomField, Option, Task


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFields:
    """
    The fields, where the list has them, and what stands in them.

    `written_kind` and `written_text` are what an earlier notice left; `notes` are the Resolution Notes.
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
        """Why no e-mail can be sent this way, as a sentence; None when it can."""
        kind_name, text_name, _receipt_name, email_name = self.names
        if self.kind is None or self.text is None:
            missing = kind_name if self.kind is None else text_name
            return f'The list has no field named "{missing}" any more, so no e-mail was sent.'
        if not any(option.name.casefold() == kind for option in self.kind.options):
            return f'The field "{kind_name}" has no option named "{kind}", so no e-mail was sent.'
        if not self.email:
            return f'The field "{email_name}" is empty, so no e-mail was sent.'
        return None

    def option_id(self, kind: str) -> str:
        """The id of the option of that kind."""
        options = self.kind.options if self.kind else ()
        return next(option.id for option in options if option.name.casefold() == kind)

    def shows(self, kind: str, words: str) -> bool:
        """Whether the ticket shows exactly this notice already."""
        return self.written_text == words and (self.written_kind or "").casefold() == kind


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
    if field is None:
        return None
    try:
        value = fields.read(field)
    except UnreadableFieldError:
        return None
    if isinstance(value, Option):
        return value.name
    return value if isinstance(value, str) else None
