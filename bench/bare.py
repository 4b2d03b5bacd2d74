"""
Serves bare Flask under gunicorn with the threads of `web`: `python bare.py PORT SECRET`.

It checks the signature of a delivery and answers: less no receiver in Python does.
"""

import sys

from flask import Flask, request
from gunicorn.app.base import BaseApplication

from app.web.server import THREADS, WORKERS
from clickup_client.webhook import check_signature


class _Server(BaseApplication):  # type: ignore[misc] # gunicorn is not typed
    def __init__(self, port: int, app: Flask) -> None:
        self._options = {
            "bind": f"127.0.0.1:{port}",
            "workers": WORKERS,
            "worker_class": "gthread",
            "threads": THREADS,
            "keepalive": 30,
            "control_socket_disable": True,
        }
        self._app = app
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


def bare(secret: str) -> Flask:
    app = Flask(__name__)

    @app.post("/webhooks/clickup")
    def receive() -> dict[str, str]:
        check_signature(request.get_data(), request.headers.get("X-Signature"), secret)
        return {"status": "ok"}

    return app


if __name__ == "__main__":
    _Server(int(sys.argv[1]), bare(sys.argv[2])).run()
