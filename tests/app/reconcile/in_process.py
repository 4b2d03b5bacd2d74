"""A sandbox that answers in the caller's thread, without a socket: thousands of steps take a minute."""

from io import BytesIO
from urllib.parse import unquote, urlsplit

import requests
from requests.adapters import BaseAdapter


class InProcess(BaseAdapter):
    """Hands the requests of a session to a Flask app."""

    def __init__(self, app):
        super().__init__()
        self._app = app

    def send(self, request, **_how):
        address, body = urlsplit(request.url), request.body or b""
        if isinstance(body, str):
            body = body.encode()
        line = _Line()
        environ = {
            "REQUEST_METHOD": request.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(address.path, "latin-1"),
            "QUERY_STRING": address.query,
            "SERVER_NAME": address.hostname,
            "SERVER_PORT": str(address.port or 80),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": request.headers.get("Content-Type", ""),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": address.scheme,
            "wsgi.input": BytesIO(body),
            "wsgi.errors": BytesIO(),
            "werkzeug.socket": line,
        }
        environ |= {
            f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request.headers.items()
        }
        answer = requests.Response()

        def start(status, headers, _error=None):
            answer.status_code = int(status.partition(" ")[0])
            answer.headers.update(headers)

        answer._content = b"".join(self._app(environ, start))
        if line.is_cut:
            raise requests.ConnectionError(request=request)
        answer.url, answer.request, answer.encoding = request.url, request, "utf-8"
        return answer

    def close(self):
        pass


class _Line:
    """The connection of one request, which the sandbox may cut."""

    is_cut = False

    def shutdown(self, _how):
        self.is_cut = True
