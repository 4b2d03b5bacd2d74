"""Ids that look like ClickUp's."""

import secrets
from collections.abc import Container

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def free_task_id(taken: Container[str]) -> str:
    """Nine signs that start like those of ClickUp's newer tasks, and that no task has yet."""
    while True:
        task_id = "86c" + "".join(secrets.choice(_BASE36) for _ in range(6))
        if task_id not in taken:
            return task_id
