"""
Every table of Stagegate.  The queue's tables belong to procrastinate; a migration creates them.

All times are aware and in UTC.  `task_id` is ClickUp's own id of a task.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    literal_column,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Moment = DateTime(timezone=True)

# Conditions of partial indexes.  Queries use these very objects: a condition with parameters matches no
# partial index once the statement is prepared.
IS_STANDING = literal_column("state IN ('pending', 'done')", Boolean)
IS_DUE = literal_column("state IN ('pending', 'settling')", Boolean)
IS_UNFINISHED = literal_column("state <> 'done'", Boolean)
IS_OWED = literal_column("state = 'owed'", Boolean)
IS_UNSETTLED = literal_column("state IN ('owed', 'sent')", Boolean)
IS_UNANSWERED = literal_column("handled_at IS NULL", Boolean)
IS_OPEN = literal_column("ended_at IS NULL", Boolean)
IS_NOT_SETTLED = literal_column("settled_at IS NULL", Boolean)
IS_SIGNING_IN = literal_column("state = 'waiting'", Boolean)
HAS_LEVEL = literal_column("sla_level <> 'none' AND gone_at IS NULL", Boolean)
IS_LEFT_ALONE = literal_column("left_alone_at IS NOT NULL AND gone_at IS NULL", Boolean)
HAS_CLOCK = literal_column("sla_next_at IS NOT NULL AND gone_at IS NULL", Boolean)

#: Webhooks registered in ClickUp, which shows the secret only once, on creation.  A retired one is still
#: accepted until it is deleted here, so that a rotation loses no delivery.
webhooks = Table(
    "webhooks",
    metadata,
    Column("webhook_id", Text, primary_key=True),
    Column("workspace_id", Text, nullable=False),
    Column("list_id", Text),
    Column("endpoint", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("created_at", Moment, nullable=False, server_default=text("now()")),
    Column("retired_at", Moment),
    # From the last check, for people; empty before the first one.
    Column("list_name", Text),
    Column("health", Text),  # active, failing, suspended, gone
    Column("fail_count", Integer),
    Column("checked_at", Moment),
)

#: Deliveries from ClickUp, byte for byte.  `key` makes a repeated delivery the same row.
deliveries = Table(
    "deliveries",
    metadata,
    Column("delivery_id", BigInteger, Identity(), primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("webhook_id", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("task_id", Text),
    Column("mover_id", BigInteger),  # the user who changed the status, if that is what happened
    Column("body", LargeBinary, nullable=False),
    Column("received_at", Moment, nullable=False, server_default=text("now()")),
    Column("handled_at", Moment),
    Index("ix_deliveries_waiting", "task_id", "delivery_id", postgresql_where=text("handled_at IS NULL")),
    Index("ix_deliveries_received_at", "received_at"),
    Index("ix_deliveries_mover", "mover_id", "received_at", postgresql_where=text("mover_id IS NOT NULL")),
)

#: The state a ticket was last accepted in: what every event is compared with.
tickets = Table(
    "tickets",
    metadata,
    Column("task_id", Text, primary_key=True),
    Column("list_id", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("status", Text, nullable=False),  # as ClickUp spells it
    Column("entered_at", Moment, nullable=False),
    # Values, at entry, of the data that must be written again later (De-escalation Reasons) ...
    Column("entry_values", JSONB, nullable=False, server_default=text("'{}'")),
    # ... and the names of those seen written or changed since.
    Column("written", JSONB, nullable=False, server_default=text("'[]'")),
    # Names of required data that were present at the last check; empty: unknown.
    Column("filled", JSONB(none_as_null=True)),
    Column("agreed_day", Date),  # the day Due Date and its mirror field had when last seen equal
    Column("told_day", Date),  # the delivery day the client was last told since (re)opening
    # What we last wrote, by history field: an event with the same value is our own echo.
    Column("own_writes", JSONB, nullable=False, server_default=text("'{}'")),
    # Which day Due Date and mirror field were read as, by history field: {day, moment, sent}.
    Column("days", JSONB, nullable=False, server_default=text("'{}'")),
    # A day that is about to be written to both, and what it replaces: {day, over, at}.
    Column("agreeing", JSONB(none_as_null=True)),
    # Who had it and who had not, of those whom our last write of its owners concerned; until it is recorded.
    Column("assigning", JSONB(none_as_null=True)),
    # What we saw there when we wrote: an echo that replaced something else undid what a person did.
    Column("written_over", JSONB, nullable=False, server_default=text("'{}'")),
    Column("written_at", Moment),  # ClickUp's time of our last write, where its answer told
    Column("seen_at", Moment),  # ClickUp's time of the last change that the last look saw
    Column("left_alone_at", Moment),  # since when it is left where people move it again each time
    Column("look_again_at", Moment),  # and when it is looked at again
    # Its last move could not be judged; it is judged again from time to time.
    Column("undecided", Boolean, nullable=False, server_default=text("false")),
    # An override: the ticket may enter a stage although data are missing.  Valid until it enters any stage.
    Column("override", JSONB(none_as_null=True)),
    # The clock of this visit of the stage: the SLA that was promised when it began, the worst level reported
    # to people (empty before the first check), the marks that views show ...
    Column("sla", Text),
    Column("sla_told", Text),
    Column("sla_level", Text, nullable=False, server_default=text("'none'")),  # at the last check
    Column("sla_shown", JSONB, nullable=False, server_default=text("'[]'")),
    # ... and when to check it next; empty: only after a change.
    Column("sla_next_at", Moment),
    Column("gone_at", Moment),  # deleted, or moved to a list we do not serve
    # It is gone because it cannot be seen: hidden, trashed, purged or archived.
    Column("out_of_sight", Boolean, nullable=False, server_default=text("false")),
    Column("updated_at", Moment, nullable=False, server_default=text("now()")),
)

Index("ix_tickets_undecided", tickets.c.task_id, postgresql_where=text("undecided"))
Index("ix_tickets_left_alone", tickets.c.task_id, postgresql_where=IS_LEFT_ALONE)
Index("ix_tickets_sla_level", tickets.c.stage, tickets.c.sla_level, postgresql_where=HAS_LEVEL)
Index("ix_tickets_sla_next_at", tickets.c.sla_next_at, postgresql_where=HAS_CLOCK)

#: Pauses of SLA clocks.  Each cause has at most one open pause at a time.
pauses = Table(
    "pauses",
    metadata,
    Column("pause_id", BigInteger, Identity(), primary_key=True),
    Column("task_id", Text, nullable=False),
    Column("cause", Text, nullable=False),  # mark (a tag or field of the ticket), command
    Column("began_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("reason", Text),
    Column("by", Text),  # the name of the person, for people
    Index("ix_pauses_task_id", "task_id"),
    Index("uq_pauses_standing", "task_id", "cause", unique=True, postgresql_where=IS_OPEN),
)

#: The audit trail: every judged move with all its findings.  Never deleted.
moves = Table(
    "moves",
    metadata,
    Column("move_id", BigInteger, Identity(), primary_key=True),
    Column("task_id", Text, nullable=False),
    Column("from_stage", Text),
    Column("via", JSONB, nullable=False, server_default=text("'[]'")),  # the stages between, in order
    Column("to_stage", Text, nullable=False),
    Column("mover_id", BigInteger),
    Column("mover_name", Text),
    Column("verdict", Text, nullable=False),
    Column("findings", JSONB, nullable=False),
    Column("reason", Text),  # the reason for an override
    Column("at", Moment, nullable=False),
    # The delivery that reported the move: judging again after a crash gives the same row.
    Column("delivery_id", BigInteger, nullable=False),
    Column("shadow", Boolean, nullable=False, server_default="false"),  # judged only: nothing was done
    UniqueConstraint("task_id", "delivery_id"),
)

#: Comments that must be posted once.  A row is `pending` before the call and `done` after it;
#: `settling` means that it has to be resolved.
comments = Table(
    "comments",
    metadata,
    Column("effect_id", BigInteger, Identity(), primary_key=True),
    Column("task_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False),  # the same key on the same ticket is the same comment
    Column("state", Text, nullable=False),  # pending, done, settling, resolved, cancelled
    Column("times", Integer, nullable=False, server_default=text("1")),
    Column("content", JSONB, nullable=False),
    Column("assignee", BigInteger),
    Column("group_assignee", Text),
    Column("mover_id", BigInteger),  # whom it mentions
    Column("about", JSONB),  # a rejected move: the ticket's name and address, who, which delivery
    Column("summary_id", BigInteger),  # the comment that mentions that person for all tickets at once
    Column(
        "asks", JSONB(none_as_null=True)
    ),  # what it asks for, from which it is written again; null for any other
    Column("settled", Boolean, nullable=False, server_default=text("false")),  # nothing is asked any more
    Column("not_before", Moment),
    Column("comment_id", Text),
    Column("attempted_at", Moment),  # a call that may have arrived was made at this time
    Column("created_at", Moment, nullable=False, server_default=text("now()")),
    Column("done_at", Moment),
    Index(
        "uq_comments_open",
        "task_id",
        "key",
        unique=True,
        postgresql_where=IS_STANDING,
    ),
    Index("ix_comments_due", "task_id", postgresql_where=IS_DUE),
    Index("ix_comments_summary_id", "summary_id", postgresql_where=text("summary_id IS NOT NULL")),
)

#: Tasks that must be created once.  A row is `pending` before the call and `done` after it; never deleted.
creations = Table(
    "creations",
    metadata,
    Column("key", Text, primary_key=True),  # the same key is the same task
    Column("list_id", Text, nullable=False),
    # A line of the description that identifies a task whose creation was interrupted.
    Column("reference", Uuid(as_uuid=False), nullable=False, server_default=text("gen_random_uuid()")),
    Column("state", Text, nullable=False),  # pending, done
    Column("attempted_at", Moment),  # a call that may have arrived was made at this time
    Column("task_id", Text),
    Column("number", Text),  # the number that people use
    Column("url", Text),
    Column("created_at", Moment, nullable=False, server_default=text("now()")),
    Column("done_at", Moment),
)

#: Commands in comments, each comment once.
commands = Table(
    "commands",
    metadata,
    Column("comment_id", Text, primary_key=True),
    Column("task_id", Text, nullable=False),
    Column("user_id", BigInteger, nullable=False),
    Column("user_name", Text),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False, server_default=text("now()")),
    Column("handled_at", Moment),
    Index("ix_commands_waiting", "task_id", postgresql_where=IS_UNANSWERED),
)

#: The content of each ticket's card, as of the last check; the card itself is one of the comments.
cards = Table(
    "cards",
    metadata,
    Column("task_id", Text, primary_key=True),
    Column("says", JSONB, nullable=False),
    Column("is_final", Boolean, nullable=False),  # the ticket is closed
    Column("changed_at", Moment, nullable=False),
)

#: Tickets of the first-level list, by the status that each was last seen in.
first_level_tickets = Table(
    "first_level_tickets",
    metadata,
    Column("task_id", Text, primary_key=True),
    Column("status", Text, nullable=False),
    Column("seen_at", Moment, nullable=False),  # changes until then are handled, by ClickUp's clock
    Column("undecided", Boolean, nullable=False, server_default=text("false")),
    Column("gone_at", Moment),
    Column("written_over", Text),  # the status that our last write replaced, until its echo is heard
    Column("written_at", Moment),  # and when that landed, where ClickUp's answer told
)

Index(
    "ix_first_level_tickets_undecided",
    first_level_tickets.c.task_id,
    postgresql_where=text("undecided"),
)

#: Which ticket came from which first-level ticket.
relations = Table(
    "relations",
    metadata,
    Column("first_level_id", Text, primary_key=True),
    Column("task_id", Text, primary_key=True),
    Column("created_at", Moment, nullable=False, server_default=text("now()")),
    Index("ix_relations_task_id", "task_id"),
)

#: Updates that tickets owe to their first-level tickets.
relays = Table(
    "relays",
    metadata,
    Column("relay_id", BigInteger, Identity(), primary_key=True),
    Column("task_id", Text, nullable=False),
    Column("kind", Text, nullable=False),  # day, ending
    Column("cause", Text, nullable=False),
    Column("state", Text, nullable=False),  # owed, done, dropped
    Column("created_at", Moment, nullable=False, server_default=text("now()")),
    Column("settled_at", Moment),
    UniqueConstraint("task_id", "cause"),
    Index("ix_relays_owed", "task_id", "relay_id", postgresql_where=IS_OWED),
)

#: Values to write to first-level tickets after they have moved to the list of tickets.
relocations = Table(
    "relocations",
    metadata,
    Column("task_id", Text, primary_key=True),
    Column("values", JSONB, nullable=False),  # plain, by the name of the field in the new list
    Column("done_at", Moment),
)

#: Notices owed to clients, once for each cause.
notices = Table(
    "notices",
    metadata,
    Column("notice_id", BigInteger, Identity(), primary_key=True),
    Column("task_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("day", Date),
    Column("text", Text),
    Column("state", Text, nullable=False),  # owed, sent, received, told_by_comment, handed_over, dropped
    Column("not_before", Moment, nullable=False),
    Column("attempted_at", Moment),  # the Automation may have been triggered at this time
    Column("sent_at", Moment),
    Column("settled_at", Moment),
    Column("created_at", Moment, nullable=False, server_default=text("now()")),
    UniqueConstraint("task_id", "cause"),
    Index("ix_notices_open", "task_id", "notice_id", postgresql_where=IS_UNSETTLED),
)

#: Tiers by company, so that a move needs no second read.  Only a filled tier is trusted.
companies = Table(
    "companies",
    metadata,
    Column("task_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("values", JSONB, nullable=False),
    Column("read_at", Moment, nullable=False),
)

#: Client reports.  When the ticket is complete, `answers` and the files' bytes are deleted; the rest stays
#: for questions about the report.
client_reports = Table(
    "client_reports",
    metadata,
    Column("reference", Text, primary_key=True),  # known to the client; no one can guess one
    Column("source", Text, nullable=False),  # api:... or form:..., by the name in the settings
    Column("idempotency_key", Text, nullable=False),
    Column("digest", Text, nullable=False),  # of everything that was sent
    Column("answers", JSONB),
    Column("state", Text, nullable=False),  # waiting, created, done
    Column("task_id", Text),
    Column("number", Text),  # the ticket's number that people use
    Column("url", Text),
    Column("received_at", Moment, nullable=False, server_default=text("now()")),
    Column("done_at", Moment),
    UniqueConstraint("source", "idempotency_key"),
    Index("ix_client_reports_open", "reference", postgresql_where=IS_UNFINISHED),
)

client_report_files = Table(
    "client_report_files",
    metadata,
    Column("file_id", BigInteger, Identity(), primary_key=True),
    Column("reference", Text, ForeignKey(client_reports.c.reference, ondelete="CASCADE"), nullable=False),
    Column("name", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("state", Text, nullable=False),  # waiting, sent, refused
    Column("attempted_at", Moment),  # a call that may have arrived was made at this time
    Index("ix_client_report_files_reference", "reference"),
)

#: A file in pieces, so that no process has to hold all of it to store it.
client_report_pieces = Table(
    "client_report_pieces",
    metadata,
    Column(
        "file_id",
        BigInteger,
        ForeignKey(client_report_files.c.file_id, ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)

#: Pages on which someone fills in what a move requires; the link to each is in a comment.
fill_pages = Table(
    "fill_pages",
    metadata,
    Column("page_id", BigInteger, Identity(), primary_key=True),
    Column("task_id", Text, nullable=False),
    Column("topic", Text, nullable=False),  # of the comment: gate or card
    Column("stage", Text, nullable=False),  # that the ticket is to enter
    Column("user_id", BigInteger),  # whose link it is
    Column("user_name", Text),
    Column("shows", JSONB, nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Index("ix_fill_pages_open", "task_id", "topic", unique=True, postgresql_where=IS_OPEN),
)

#: What someone filled in on such a page.  `answers` is deleted when the ticket has it.
fillings = Table(
    "fillings",
    metadata,
    Column("reference", Text, primary_key=True),  # known to the person; no one can guess one
    Column("page_id", BigInteger, ForeignKey(fill_pages.c.page_id, ondelete="CASCADE"), nullable=False),
    Column("task_id", Text, nullable=False),
    Column("nonce", Text, nullable=False),  # of the page that was sent
    Column("answers", JSONB),
    Column("written", JSONB, nullable=False, server_default=text("'[]'")),  # what ClickUp took
    Column("refused", JSONB, nullable=False, server_default=text("'{}'")),  # what it did not take, and why
    # waiting, moved, entered, refused, partly, undecided, over, signed_out
    Column("state", Text, nullable=False),
    Column("received_at", Moment, nullable=False, server_default=text("now()")),
    Column("settled_at", Moment),
    Column("user_id", BigInteger),  # who signed in and sent it; None: the person whose link it is
    Column("user_name", Text),
    Column("zone", Text),
    Column("token", Text),  # theirs, encrypted, until it is settled
    UniqueConstraint("page_id", "nonce"),
    Index("ix_fillings_waiting", "task_id", postgresql_where=IS_NOT_SETTLED),
)

#: People who sign in with ClickUp to fill in a page.  `code` is deleted when it was exchanged, `token` when
#: what they sent was settled.
sign_ins = Table(
    "sign_ins",
    metadata,
    Column("session", Text, primary_key=True),  # a hash of what the browser has
    Column("nonce", Text, nullable=False),  # of the way to ClickUp and back, which is gone once
    Column("page_id", BigInteger, ForeignKey(fill_pages.c.page_id, ondelete="CASCADE"), nullable=False),
    Column("task_id", Text, nullable=False),
    Column("state", Text, nullable=False),  # waiting, in, out, failed
    Column("code", Text),
    Column("user_id", BigInteger),
    Column("user_name", Text),
    Column("zone", Text),  # in which ClickUp keeps the days that they set
    Column("token", Text),  # encrypted
    Column("begun_at", Moment, nullable=False),
    UniqueConstraint("nonce"),
    Index("ix_sign_ins_waiting", "task_id", postgresql_where=IS_SIGNING_IN),
    Index("ix_sign_ins_begun_at", "begun_at"),
)

#: Counts of requests within a time window that began at `began_at`.
rate_counts = Table(
    "rate_counts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("began_at", Moment, nullable=False),
    Column("hits", Integer, nullable=False),
)

#: The remaining calls that ClickUp allows for the bot's token, for all workers together.
api_budget = Table(
    "api_budget",
    metadata,
    Column("name", Text, primary_key=True),
    Column("allowance", Integer, nullable=False),  # calls per window
    Column("remaining", Integer, nullable=False),
    Column("resets_at", Moment, nullable=False),  # when the window ends, by ClickUp's clock
    Column("calls", BigInteger, nullable=False, server_default=text("0")),  # ever made
    Column("refused", BigInteger, nullable=False, server_default=text("0")),  # answered with 429
)

#: Counters that only grow, written together with what they count: reading them costs the same after a million
#: moves.
tallies = Table(
    "tallies",
    metadata,
    Column("name", Text, primary_key=True),
    Column("labels", JSONB, primary_key=True),
    Column("total", BigInteger, nullable=False),
)

#: Small values that survive a restart: poll cursors, the bot's own user id.
kept = Table(
    "kept",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", JSONB, nullable=False),
    Column("kept_at", Moment, nullable=False, server_default=text("now()")),
)

#: When tickets were read by page; nothing is lost with the rows.  `kind`: what was read.
page_reads = Table(
    "page_reads",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("begun_at", Moment),  # while someone reads
    Column("read_at", Moment),  # when the last finished one began: what it shows is newer
    prefixes=["UNLOGGED"],
)

#: Tickets that such a page showed, for the looks that wait for them.
shown_tickets = Table(
    "shown_tickets",
    metadata,
    Column("task_id", Text, primary_key=True),
    Column("shown_at", Moment, nullable=False),
    Column("task", Text, nullable=False),  # as JSON; JSONB would refuse some of ClickUp's texts
    prefixes=["UNLOGGED"],
)

#: Work that was given up after its last attempt, until someone retries or acknowledges it.
dead_letters = Table(
    "dead_letters",
    metadata,
    Column("task_id", Text, primary_key=True),
    Column("error", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("at", Moment, nullable=False, server_default=text("now()")),
    Column("acknowledged", Boolean, nullable=False, server_default=text("false")),
)
