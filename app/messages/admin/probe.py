"""The questions of the probe, their answers, and what the bot does because of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

CLEANING_UP = "Cleaning up ..."
MAY_I = "Continue?"
NO_ONE_KNOWS = "no one knows"
NAME_A_LIST = (
    "Name an empty list made for this, by id or address: `stagegate probe --list LIST`. "
    "`--show` prints the last report."
)
NO_CONSENT = "No one can be asked here: say --yes if that may be done in the list."
NEVER_ASKED = "No probe was made yet. Run `stagegate probe --list LIST` on an empty list made for this."

#: A number in an answer, by the unit of its question.
_SECONDS, _CHARACTERS, _UTC = "seconds", "characters", "minutes from UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """
    The words of one question.

    Attributes:
        asks: The question.
        lacks: What a person must do first, so that it can be asked.
        unasked: What the bot does without an answer.
        answers: By answer: its text, and what the bot does because of it.
        codes: What the bot does if the answer is ClickUp's status and code.
    """

    asks: str
    unasked: str
    lacks: str = ""
    answers: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    codes: str = ""
    unit: str = ""


_MAILS = "It sends client notices through the Automation."
_BLOCKS = "It edits comments with the rich text alone."
_GONE = "It takes the ticket for one that is out of sight, and leaves it alone."
_SHOWN = "It takes the ticket for one that is there."
_MEMBERS = "It answers commands of members, and not those of guests."
_MARKDOWN_CUT = "It sends whole descriptions, with what must survive first."
_DAYS = "It reads a date as the day that begins nearest, moved or not."
_POLLED = "It finds tasks of other lists by its poll, at the latest."
_FORM = "It sends a ticket on if ClickBot made it, as for a Form, and leaves others where they are."

WORDS: Mapping[str, Words] = {
    "automations": Words(
        asks="Do Automations run on changes made by API?",
        lacks='Make two checkboxes in the list, "Probe" and "Probe answer", and an Automation: when Probe '
        "changes to checked, set Probe answer to checked.",
        unasked=_MAILS,
        answers={
            "run": ("They run", _MAILS),
            "do_not_run": (
                "They did not run; if they do not run when you tick Probe yourself, switch the Automation on",
                "It sends no client notice through the Automation, and tells clients the other way at once.",
            ),
        },
        unit=_SECONDS,
    ),
    "edit_with_blocks": Words(
        asks="Does editing a comment with the comment array alone keep its format?",
        unasked=_BLOCKS,
        answers={
            "keeps_format": ("It keeps the format", _BLOCKS),
            "loses_format": (
                "It loses the format",
                "It sends plain text beside the rich text, or alone where both would show.",
            ),
            "changes_nothing": (
                "It changes nothing",
                "It sends plain text beside the rich text, or alone where both would show.",
            ),
        },
    ),
    "edit_with_both": Words(
        asks="Does editing with the array and with plain text show both?",
        unasked="It never sends both.",
        answers={
            "doubles": ("It shows both", "It never sends both."),
            "shows_once": ("It shows one of them", "It sends both where the array alone loses the format."),
            "changes_nothing": ("It changes nothing", "It never sends both."),
        },
    ),
    "resolving_unassigned": Words(
        asks="Does resolving a comment that is assigned to no one do anything?",
        unasked="It resolves such comments, and says in their words that they are settled.",
        answers={
            "resolves": (
                "It resolves it",
                "It resolves such comments, and says in their words that they are settled.",
            ),
            "does_nothing": (
                "It does nothing",
                "It says in their words that such comments are settled, and saves the call.",
            ),
        },
    ),
    "unknown_tag": Words(
        asks="Does ClickUp make a tag that the Space does not have?",
        unasked="It tags tickets, and ClickUp makes the tag.",
        answers={
            "is_created": ("It is made", "It tags tickets, and ClickUp makes the tag."),
            "is_dropped": ("The task does not get it", "It makes the tag in the Space first."),
            "is_refused": ("It is refused", "It makes the tag in the Space first."),
        },
    ),
    "due_date_zone": Words(
        asks="Whose 04:00 does a due date without a time become?",
        unasked="It sets days in the time zone of the bot's account.",
        answers={
            "of_the_account": (
                "That of the bot's account",
                "It sets days in the time zone of the bot's account.",
            ),
            "of_the_process": (
                "That of the process's time zone",
                "It sets days in the time zone of the process.",
            ),
            "of_another": ("That of another time zone", "It sets days in that time zone."),
            "stays_as_sent": ("It stays as it was sent", "It sets days in the time zone of its account."),
            "not_at_four": ("It becomes another time", "It sets days in the time zone of its account."),
        },
        unit=_UTC,
    ),
    "custom_dates": Words(
        asks="Are the dates of custom fields moved like the due date?",
        lacks="Make a date field in the list.",
        unasked=_DAYS,
        answers={
            "are_snapped": ("They are moved", _DAYS),
            "stay_as_sent": ("They stay as they were sent", _DAYS),
        },
    ),
    "longest_comment": Words(
        asks="How long may a comment be?",
        unasked="It sends whole comments.",
        answers={
            "is_kept_whole": ("It is kept whole", "It sends whole comments."),
            "is_cut": ("It is cut", "It shortens comments itself, and keeps the reference at their end."),
            "is_refused": (
                "A longer one is refused",
                "It shortens comments itself, and keeps the reference at their end.",
            ),
        },
        unit=_CHARACTERS,
    ),
    "longest_description": Words(
        asks="How long may a description be?",
        unasked=_MARKDOWN_CUT,
        answers={
            "is_kept_whole": ("It is kept whole", _MARKDOWN_CUT),
            "is_cut": ("It is cut", "It shortens descriptions itself, and puts the rest into a comment."),
            "is_refused": (
                "A longer one is refused",
                "It shortens descriptions itself, and puts the rest into a comment.",
            ),
        },
        unit=_CHARACTERS,
    ),
    "unknown_status": Words(
        asks="With which code does ClickUp refuse a status that the list does not have?",
        unasked="It knows the refusal by its status 400, whatever the code.",
        codes="It knows the refusal by its status 400, whatever the code.",
        answers={
            "is_accepted": (
                "It is accepted",
                "Its next look shows where the ticket is.",
            )
        },
    ),
    "unknown_task": Words(
        asks="What does ClickUp answer about a task that never existed?",
        unasked=_GONE,
        codes=_GONE,
        answers={"is_shown": ("It is shown", _SHOWN)},
    ),
    "trashed_task": Words(
        asks="What does ClickUp answer about a task in the trash?",
        unasked=_GONE,
        codes=_GONE,
        answers={"is_shown": ("It is shown", _SHOWN)},
    ),
    "hidden_task": Words(
        asks="What does ClickUp answer about a task that the bot's user may not see?",
        lacks="Name a task in a private list with --hidden-task.",
        unasked=_GONE,
        codes=_GONE,
        answers={"is_shown": ("It is shown", _SHOWN)},
    ),
    "purged_task": Words(
        asks="What does ClickUp answer about a task that was deleted from the trash?",
        lacks="Delete a task, delete it from the trash too, and name it with --purged-task.",
        unasked=_GONE,
        codes=_GONE,
        answers={"is_shown": ("It is shown", _SHOWN)},
    ),
    "guest_role": Words(
        asks="How does ClickUp show the role of a guest?",
        lacks="Invite a guest to the Workspace.",
        unasked=_MEMBERS,
        answers={
            "number": ("The number 4", _MEMBERS),
            "key": ('The key "guest"', _MEMBERS),
            "nothing": ("There is none", "It takes people without a role for guests."),
        },
    ),
    "form_creator": Words(
        asks="Who made the task of a Form?",
        lacks="Send a Form of ClickUp, and name its task with --form-task.",
        unasked=_FORM,
        answers={
            "clickbot": ("ClickBot, with the id -1", _FORM),
            "agent": ("Another negative id", "It sends a ticket on if any negative id made it."),
            "person": (
                "A person",
                "It sends a ticket on if ClickUp itself calls it the task of a Form.",
            ),
            "nobody": ("No one", "It sends a ticket on if no one made it."),
        },
    ),
    "shown_tasks": Words(
        asks="Does a list's webhook report tasks of other lists that are shown in it?",
        lacks="Name another empty list with --other-list, switch on the ClickApp Tasks in Multiple Lists, "
        "and run `web` at STAGEGATE_PUBLIC_URL.",
        unasked=_POLLED,
        answers={
            "are_told": ("It does", "It hears of them at once, and its poll asks for them all the same."),
            "are_not_told": ("It does not", _POLLED),
        },
    ),
}


def seen(key: str, value: str, number: int | None) -> str:
    """Write an answer."""
    words = WORDS[key]
    told = words.answers[value][0] if value in words.answers else value
    unit = words.unit.removesuffix("s") if number == 1 else words.unit
    return told if number is None else f"{told} ({number:,} {unit})"


def does(key: str, value: str) -> str:
    """Say what the bot does because of an answer."""
    words = WORDS[key]
    return words.answers[value][1] if value in words.answers else words.codes or words.unasked


def not_asked(key: str, reason: str, code: str | None) -> str:
    """Say why there is no answer, and what a person can do."""
    if reason == "calls":
        return "not asked: the calls of the probe were used up"
    if reason == "refused":
        return f"not asked: ClickUp refused ({code})"
    return f"not asked. {WORDS[key].lacks}".strip()


def progress(number: int, of: int, key: str) -> str:
    """Name the question that is asked now."""
    return f"{number}/{of} {WORDS[key].asks}"


def consent(place: str, other: str | None, *, most_calls: int) -> str:
    """Say what the probe will make, and where."""
    where = f'the list "{place}"' if other is None else f'the lists "{place}" and "{other}"'
    return (
        f"In {where}, Stagegate makes up to three tasks, comments on them, a tag and a webhook, and removes "
        f"them again. People who follow the list may be notified. It takes up to {most_calls} calls and two "
        "minutes."
    )


def asked_at(moment: str, calls: int) -> str:
    """When it was asked."""
    return f"Asked {moment} with {calls} calls."


BY_HAND = "Remove it by hand."


def not_removed(what: str, why: str) -> str:
    """Something of the probe is left in ClickUp."""
    return f"! {what} could not be removed{f' ({why})' if why else ''}. {BY_HAND}"


def a_task(name: str) -> str:
    """A task of the probe, by its address."""
    return f"The task {name}"


def a_tag(name: str) -> str:
    """A tag of the probe."""
    return f'The tag "{name}"'


def a_webhook(webhook_id: str) -> str:
    """A webhook of the probe."""
    return f"The webhook {webhook_id}"


def no_list(named: str) -> str:
    """A text names no list."""
    return (
        f'"{named}" is no id or address of a list. Open the list in ClickUp and copy its address, such as '
        "https://app.clickup.com/9012345678/v/li/901200000001."
    )


def list_in_use(list_id: str) -> str:
    """The process uses the list."""
    return f"The list {list_id} is used by the process. Make an empty list that is only for the probe."


def list_not_seen(list_id: str) -> str:
    """There is no such list for the bot."""
    return f"There is no list {list_id} that the bot's user can see. Share it with that user."


def list_not_empty(name: str) -> str:
    """The list holds tasks."""
    return f'The list "{name}" holds tasks. Make an empty list that is only for the probe.'


def same_list() -> str:
    """Both lists are one."""
    return "--list and --other-list are the same list. Name two."


def never_asked() -> str:
    """For the doctor."""
    return "No probe was made in this workspace, so some behaviour of ClickUp is assumed."


def asked(day: str, differing: int) -> str:
    """For the doctor: when it was asked, and how much is not as expected."""
    if not differing:
        return f"ClickUp was asked on {day}, and behaves as expected."
    what = "one answer is" if differing == 1 else f"{differing} answers are"
    return f"ClickUp was asked on {day}: {what} not as expected, and Stagegate follows what it saw."


HOW_TO_ASK = "Run `stagegate probe --list LIST` on an empty list. It removes what it makes."
