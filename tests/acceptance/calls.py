"""Calls by their names at the simulated ClickUp."""

READ, CHANGE = "GET /api/v2/task/{task_id}", "PUT /api/v2/task/{task_id}"
SET_FIELD = "POST /api/v2/task/{task_id}/field/{field_id}"
COMMENT, EDIT_COMMENT = "POST /api/v2/task/{task_id}/comment", "PUT /api/v2/comment/{comment_id}"
