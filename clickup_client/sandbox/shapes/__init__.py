"""ClickUp's JSON: how the things of a Workspace look in answers and events."""
