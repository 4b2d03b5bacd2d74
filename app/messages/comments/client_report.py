"""The texts on a ticket that was made from a client's report."""

from collections.abc import Sequence

from clickup_client.comment import Comment, bold, bullet, line, text

#: The names of these answers in a description.
CLIENT_EMAIL = "Client's e-mail"
COMPANY = "Company"


def description(said: str, rest: Sequence[tuple[str, str]], *, source: str, reference: str) -> str:
    """The ticket's description: the client's words, the answers without a field, and the source."""
    parts = [said.strip(), "\n".join(f"{name}: {value}" for name, value in rest)]
    parts.append(f"Reported through {_way(source)}. The client's reference: {reference}")
    return "\n\n".join(filter(None, parts))


def unknown_company(name: str) -> str:
    """The company could not be linked."""
    return f"{name} (no company in ClickUp has this name, so none is linked)"


def file_refused(name: str, reason: str) -> Comment:
    """ClickUp did not accept a file of a report.  On a first-level ticket the client reads this."""
    return (
        text("The file ")
        + bold(name)
        + text(f" of this report could not be added: {reason.rstrip('.')}. It has to be sent another way.")
        + line()
    )


def sent_on(rest: Sequence[tuple[str, str]]) -> Comment:
    """For the client: their ticket went to support; `rest` are the values without a field there."""
    comment = text("This report is with our support team.") + line()
    if not rest:
        return comment
    comment += line() + bold("It also says:") + line()
    for name, value in rest:
        comment += text(f"{name}: {value}") + bullet()
    return comment


def _way(source: str) -> str:
    kind, _, name = source.partition(":")
    return f'the form "{name}"' if kind == "form" else f'"{name}"'
