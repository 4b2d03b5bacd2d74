"""
A real browser, driven through chromedriver as W3C's WebDriver has it: HTTP and JSON, no library needed.

Source: https://www.w3.org/TR/webdriver2/
"""

import base64
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager

import requests

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
CHROMEDRIVER = shutil.which("chromedriver")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
IS_THERE = CHROMEDRIVER is not None and CHROMIUM is not None
PATIENCE_SECONDS = 30.0

_ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"]


class Browser:
    """One window."""

    def __init__(self, address):
        self._session = requests.Session()
        self._session.trust_env = False  # no proxy on the way to our own machine
        options = {"binary": CHROMIUM, "args": _ARGUMENTS}
        capabilities = {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}
        self._at = f"{address}/session"
        self._at += "/" + self._call("POST", "", capabilities=capabilities)["sessionId"]

    def _call(self, method, path, **body):
        answer = self._session.request(
            method, self._at + path, json=body if method == "POST" else None, timeout=PATIENCE_SECONDS
        )
        value = answer.json()["value"]
        assert answer.ok, value
        return value

    def close(self):
        self._call("DELETE", "")
        self._session.close()

    def size(self, width, height):
        self._call("POST", "/window/rect", width=width, height=height)

    def open(self, address):
        self._call("POST", "/url", url=address)

    def _find(self, css):
        return self._call("POST", "/element", using="css selector", value=css)[ELEMENT]

    def write(self, css, text):
        self._call("POST", f"/element/{self._find(css)}/value", text=text)

    def click(self, css):
        self._call("POST", f"/element/{self._find(css)}/click")

    def text(self, css):
        return self._call("GET", f"/element/{self._find(css)}/text")

    def role(self, css):
        return self._call("GET", f"/element/{self._find(css)}/computedrole")

    def label(self, css):
        return self._call("GET", f"/element/{self._find(css)}/computedlabel")

    def run(self, script):
        return self._call("POST", "/execute/sync", script=script, args=[])

    @property
    def address(self):
        return self._call("GET", "/url")

    def wait_for(self, css):
        """Until the page has such an element; its text."""
        until = time.monotonic() + PATIENCE_SECONDS
        while not self._call("POST", "/elements", using="css selector", value=css):
            assert time.monotonic() < until, f"{css} did not come up in {self.address}"
            time.sleep(0.05)
        return self.text(css)

    def picture(self, path):
        path.write_bytes(base64.b64decode(self._call("GET", "/screenshot")))


@contextmanager
def browser():
    """A browser of one's own, which is gone afterwards."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    driver = subprocess.Popen(  # noqa: S603 - our own command
        [CHROMEDRIVER, f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_until_ready(driver, port)
        opened = Browser(f"http://127.0.0.1:{port}")
        yield opened
        opened.close()
    finally:
        driver.terminate()
        driver.wait(PATIENCE_SECONDS)


def _wait_until_ready(driver, port):
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        assert driver.poll() is None, "chromedriver ended"
        assert time.monotonic() < until, "chromedriver did not come up"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
