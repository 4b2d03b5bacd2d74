"""The worker process: runs the jobs, and runs them again after a failure."""
