"""All questions, in the order in which they are asked: a new one is one entry here, and its words."""

from app.probe import ask_comments, ask_dates, ask_places, ask_tasks
from app.probe.question import Question

#: What ClickUp was recorded to answer about a task that is not there for the token.
_GONE = frozenset({"401 OAUTH_027", "401 ACCESS_083"})

QUESTIONS = (
    Question("automations", ask_places.automations, frozenset({"run"})),
    Question("edit_with_blocks", ask_comments.edit_with_blocks, frozenset({"keeps_format"})),
    Question("edit_with_both", ask_comments.edit_with_both, frozenset({"doubles"})),
    Question("resolving_unassigned", ask_comments.resolving_unassigned),
    Question("unknown_tag", ask_places.unknown_tag, frozenset({"is_created"})),
    Question("due_date_zone", ask_dates.due_date_zone, frozenset({"of_the_account"})),
    Question("custom_dates", ask_dates.custom_dates),
    Question("longest_comment", ask_comments.longest_comment),
    Question("longest_description", ask_tasks.longest_description, frozenset({"is_cut"})),
    Question("unknown_status", ask_tasks.unknown_status, frozenset({"400 CRTSK_001"})),
    Question("unknown_task", ask_tasks.unknown, _GONE),
    Question("trashed_task", ask_tasks.trashed, frozenset({"404 ITEM_013"})),
    Question("hidden_task", ask_tasks.hidden, _GONE),
    Question("purged_task", ask_tasks.purged, _GONE),
    Question("guest_role", ask_places.guest_role),
    Question("form_creator", ask_tasks.form_creator),
    Question("shown_tasks", ask_places.shown_tasks),
)
