"""Posts, edits and resolves the comments that a ticket owes, each exactly once, even after a crash."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from app.bot import Bot
from app.comments.signature import find, signed
from app.messages.comments import bulk as words
from app.messages.comments.refused import not_notified
from app.store import bulk, out_of_sight
from app.store import comments as store
from app.store.engine import single
from app.workspace.refusals import is_refusal, may_be_done
from clickup_client.comment import Comment
from clickup_client.errors import ClickUpError, NotFoundError

log = structlog.get_logger()

#: This many tickets or more, moved by one person within this time, are a bulk move.
MANY_TICKETS = 3
AT_ONCE = timedelta(seconds=10)

#: How long the comment with the mention waits for further tickets of the bulk move.
SUMMARY_WAIT = timedelta(seconds=3)


def keep_up(bot: Bot, task_id: str, *, later: bool = False, due: Sequence[store.Owed] | None = None) -> None:
    """
    Post, edit or resolve every comment of a ticket that is not up to date, but none before its time.

    Costs one call for each comment, and one more after an interrupted post, to search for it first.  With
    `later`, comments that are not urgent are included.  `due` are the comments that are due, if known.

    Raises:
        ClickUpError: Try again later; the rest stays owed.
    """
    if due is None:
        with single(bot.engine) as connection:
            due = store.due(connection, task_id, later=later)
    for owed in due:
        if _has_to_wait(bot, owed):
            continue
        try:
            _bring_about(bot, owed)
        except NotFoundError:
            if bot.reader.find(task_id) is not None:
                raise
            with bot.engine.begin() as connection:
                out_of_sight.take_out(connection, task_id, bot.now())
            return


def is_up_to_date(bot: Bot, due: Iterable[store.Owed]) -> bool:
    """Whether there is nothing to do now: the comments that are due, if any, have to wait."""
    return all(_has_to_wait(bot, owed) for owed in due)


def next_at(due: Iterable[store.Owed]) -> datetime | None:
    """When the first of the comments that are due can be posted, if one has to wait."""
    return min((owed.not_before for owed in due if owed.not_before is not None), default=None)


def _has_to_wait(bot: Bot, owed: store.Owed) -> bool:
    return owed.not_before is not None and owed.not_before > bot.now()


def _bring_about(bot: Bot, owed: store.Owed) -> None:
    if owed.state == "settling":
        _resolve(bot, owed)
    elif (delivery_id := _new_about_move(owed)) is None:
        _say(bot, owed)
    elif _begin_alone(bot, owed, delivery_id):
        _say(bot, owed, begun=True)
    elif (joined := _joined(bot, owed)) is not None:
        _say(bot, joined)


def _resolve(bot: Bot, owed: store.Owed) -> None:
    comment_id = owed.comment_id or find(bot, owed)
    if comment_id is not None:
        said = signed(bot, owed, _words(bot, owed))
        try:
            bot.client.edit_comment(comment_id, comment=said, text_as=bot.answers.text_as, resolved=True)
        except NotFoundError:  # someone deleted it
            pass
        except ClickUpError as error:
            if not is_refusal(error):
                raise
            log.warning(
                "comment cannot be resolved", action="comment", comment_id=comment_id, error=str(error)
            )
    with single(bot.engine) as connection:
        store.resolved(connection, owed.effect_id)


def _say(bot: Bot, owed: store.Owed, *, begun: bool = False) -> None:
    comment_id = _post(bot, owed, _words(bot, owed), resolved=owed.settled, begun=begun)
    with single(bot.engine) as connection:
        store.done(connection, owed.effect_id, comment_id)


def _words(bot: Bot, owed: store.Owed) -> Comment:
    """Return the text to post: in a bulk move only one comment mentions the person."""
    if owed.summary_id is None:
        return owed.comment
    if owed.summary_id != owed.effect_id:
        return owed.comment.without_mentions()
    with single(bot.engine) as connection:
        others = bulk.others(connection, owed.effect_id)
    return owed.comment + words.others_moved(others)


def _new_about_move(owed: store.Owed) -> int | None:
    """The delivery of the move that a comment is about, if it is new and may be one of many."""
    is_new = owed.comment_id is None and owed.attempted_at is None and owed.summary_id is None
    return int(owed.about["delivery_id"]) if is_new and owed.mover_id is not None and owed.about else None


def _begin_alone(bot: Bot, owed: store.Owed, delivery_id: int) -> bool:
    """Record that a comment is about to be posted, unless it is about one ticket of a bulk move."""
    with single(bot.engine) as connection:
        return bulk.begin_alone(
            connection, owed, bot.now(), delivery_id=delivery_id, many=MANY_TICKETS, within=AT_ONCE
        )


def _joined(bot: Bot, owed: store.Owed) -> store.Owed | None:
    """
    Return a comment in a bulk move; None if it has to wait.

    The first comment waits for a while after the last ticket, and then names all of them.
    """
    with bot.engine.begin() as connection:
        first = bulk.join(connection, owed, not_before=bot.now() + SUMMARY_WAIT)
    return None if first == owed.effect_id else replace(owed, summary_id=first)


def bring_up_to_date(bot: Bot, owed: store.Owed, *, resolved: bool = False) -> None:
    """
    Post or edit one comment, and keep it `resolved` if it already exists.

    Raises:
        ClickUpError: ClickUp refused or did not answer.
    """
    comment_id = _post(bot, owed, owed.comment, resolved=resolved)
    with single(bot.engine) as connection:
        store.done(connection, owed.effect_id, comment_id)


def _post(
    bot: Bot, owed: store.Owed, comment: Comment, *, resolved: bool = False, begun: bool = False
) -> str:
    try:
        return _edit_or_add(bot, owed, comment, resolved=resolved, begun=begun)
    except ClickUpError as error:  # the person it mentions or is assigned to may have left, or be hidden
        named = comment.mentioned()
        if not is_refusal(error) or not (named or _is_assigned(owed)):
            raise
        log.warning("comment refused", action="comment", task_id=owed.task_id, error=str(error))
        owed = replace(owed, assignee=None, group_assignee=None)
        comment = comment.without_mentions() + not_notified(named)
        return _edit_or_add(bot, owed, comment, resolved=resolved)


def _is_assigned(owed: store.Owed) -> bool:
    return owed.assignee is not None or owed.group_assignee is not None


def _edit_or_add(bot: Bot, owed: store.Owed, comment: Comment, *, resolved: bool, begun: bool = False) -> str:
    comment = signed(bot, owed, comment)
    comment_id = _edit(bot, owed, comment, resolved=resolved)
    if comment_id is None:
        comment_id = _add(bot, owed, comment, begun=begun)
        can_be_resolved = bot.answers.resolves_unassigned or _is_assigned(owed)
        if owed.settled and can_be_resolved:  # and only once it is there
            bot.client.edit_comment(comment_id, resolved=True)
    return comment_id


def _edit(bot: Bot, owed: store.Owed, comment: Comment, *, resolved: bool) -> str | None:
    """Edit the comment and return its id; None if it must be posted."""
    comment_id = owed.comment_id
    if comment_id is None and owed.attempted_at is not None:  # an older version may exist
        comment_id = find(bot, owed)
    if comment_id is None:
        return None
    try:
        bot.client.edit_comment(comment_id, comment=comment, text_as=bot.answers.text_as, resolved=resolved)
    except NotFoundError:  # someone deleted it: post it again
        with single(bot.engine) as connection:
            store.forget_post(connection, owed.effect_id)
        return None
    return comment_id


def _add(bot: Bot, owed: store.Owed, comment: Comment, *, begun: bool) -> str:
    if not begun:
        with single(bot.engine) as connection:
            store.attempt(connection, owed.effect_id, bot.now())
    try:
        return bot.client.add_comment(
            owed.task_id, comment, assignee=owed.assignee, group_assignee=owed.group_assignee
        )
    except ClickUpError as error:
        if not may_be_done(error):
            with single(bot.engine) as connection:
                store.forget_post(connection, owed.effect_id)
        raise
