"""The calls of ClickUp, GitHub and GitLab: one module for each group of calls."""
