"""What the command line asks of `stagegate setup`."""

from dataclasses import dataclass
from pathlib import Path

from app.setup.plan import Flags


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """
    The options of the command line.

    Attributes:
        file: The process file to write.
        flags: Choices made by flags.
        public_url: The receiver's address; overrides the settings.
        only_show: Change neither file nor database nor ClickUp.
        with_webhooks: Register the webhooks.
        asks_first: Ask for confirmation before a file is written.
        create_missing: Create missing lists and tags without a question.
        automations_exist: Someone says that all Automations of the notices exist.
        env_file: Where settings are stored, with consent.
    """

    file: Path
    flags: Flags
    public_url: str | None = None
    only_show: bool = False
    with_webhooks: bool = True
    asks_first: bool = True
    create_missing: bool = False
    automations_exist: bool = False
    env_file: Path = Path(".env")
