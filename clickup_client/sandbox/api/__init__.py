"""The calls of ClickUp, and of GitHub and GitLab beside it: one module a group of calls."""
