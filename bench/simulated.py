"""
Serves the simulated ClickUp from memory: `python simulated.py PORT`.

What `stagegate sandbox` saves to the disk after every change would be measured as if it were ours.
"""

import sys

from app.demo import WORKSPACE_FILE
from clickup_client.sandbox.server import serve

#: Calls a minute: none of the measurements but one is about the limit, and that one sets its own.
RATE_LIMIT = 100_000_000

if __name__ == "__main__":
    serve(port=int(sys.argv[1]), workspace_file=WORKSPACE_FILE, data_dir=None, rate_limit=RATE_LIMIT)
