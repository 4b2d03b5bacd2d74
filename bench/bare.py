"""
Serves bare Flask under gunicorn with the threads of `web`: `python bare.py PORT SECRET`.

It checks the signature of a delivery and answers: less no receiver in Python does.
"""

import sys
from functools import partial

from flask import Flask, request
from served import Served

from app.web.server import THREADS
from clickup_client.webhook import check_signature


def bare(secret: str) -> Flask:
    app = Flask(__name__)

    @app.post("/webhooks/clickup")
    def receive() -> dict[str, str]:
        check_signature(request.get_data(), request.headers.get("X-Signature"), secret)
        return {"status": "ok"}

    return app


if __name__ == "__main__":
    Served(partial(bare, sys.argv[2]), port=int(sys.argv[1]), threads=THREADS).run()
