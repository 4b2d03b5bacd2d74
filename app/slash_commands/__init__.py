"""Commands in comments: /why, /check, /override, /pause, /resume."""
