"""The form that a comment has in the database."""

import json
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Text, cast

from clickup_client.comment import Comment

#: The form of a comment in the database.
_STORED = TypeAdapter(Comment)


def has_words(content: ColumnElement[Any], text: str) -> ColumnElement[bool]:
    """Whether a comment in the database's form says a text, within one piece of it."""
    return cast(content, Text).contains(json.dumps(text, ensure_ascii=False)[1:-1], autoescape=True)


def as_kept(comment: Comment) -> list[dict[str, Any]]:
    """A comment in the database's form."""
    kept: list[dict[str, Any]] = _STORED.dump_python(comment, mode="json")
    return kept


def as_said(kept: list[dict[str, Any]]) -> Comment:
    """A comment from the database."""
    return _STORED.validate_python(kept)
