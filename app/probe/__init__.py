"""Asks a real workspace, on a scratch list, how ClickUp behaves where no one knows."""
