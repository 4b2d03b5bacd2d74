"""The worker process: runs the jobs, again after a failure."""
