"""The demo: a realistic workspace in the simulated ClickUp, and the bot at work in it."""

from pathlib import Path

WORKSPACE_FILE = Path(__file__).with_name("workspace.yaml")
