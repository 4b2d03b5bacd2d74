"""How many requests a token has left."""

from datetime import datetime

from clickup_client.records import Answer


class Budget(Answer):
    """What is left of the token's requests: ``remaining`` of ``limit`` until ``resets_at`` (aware UTC)."""

    limit: int
    remaining: int
    resets_at: datetime
