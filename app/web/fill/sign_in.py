"""
Signing in with ClickUp: `/fill/<token>/sign-in` leads there, `/fill/signed-in` is where people come back.

A sign-in belongs to one browser and works once: ClickUp's `state` is signed for a cookie, and a used one is
stored. The worker exchanges the code that a person brings back, because only the worker has the app's secret.
So this process never has a person's token.  Each sign-in begins a new session, for one page.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import Connection
from werkzeug.exceptions import NotFound

from app.fill import link
from app.messages import fill as words
from app.queue.defer import defer
from app.queue.kinds import SIGN_IN
from app.store import fill_pages, key_values, sign_ins
from app.store.fill_pages import FillPage
from app.store.sign_ins import LIFETIME, SignedIn
from app.web.form.desk import Desk
from app.web.form.guard import FORM_OF_ADDRESS
from app.web.form.tokens import give_cookie
from app.web.look.blueprint import message
from app.web.look.reload import seconds_to_reload

#: The cookie of the way to ClickUp and back, and how long someone may take for it.
WAY, WAY_SECONDS = "stagegate_way", 600
_LONGEST_CODE = 500
_KEPT = "sign-in secret"


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The OAuth app: its id, where people sign in with it, and where they come back to."""

    client_id: str
    authorise_url: str
    redirect_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Where people sign in.  `app` is None where they need not."""

    desk: Desk
    app: App | None

    def who(self, page_id: int) -> SignedIn | None:
        """Who is signed in for a page, or comes in, in the browser that asks; None for no one."""
        if self.app is None:
            return None
        given = request.cookies.get(_name_of(page_id), "")
        with self.desk.engine.begin() as connection:
            try:
                session = self._serializer(connection).loads(given)
            except (BadSignature, ValueError):
                return None
            return sign_ins.get(connection, _hash(str(session)), page_id, self.desk.now())

    def stop(
        self,
        who: SignedIn | None,
        token: str,
        *,
        reference: str | None = None,
        texts: Sequence[str] = (),
        to_send: bool = True,
    ) -> ResponseReturnValue | None:
        """
        What someone gets who may not come in (yet), with a way to ClickUp; None for those who may.

        `to_send`: not only to look at what became of what they sent.
        """
        state = "none" if who is None else who.state
        if self.app is None or (who is not None and state == "in" and (who.may_send or not to_send)):
            return None
        if who is not None and state == "waiting":
            again = seconds_to_reload(who.begun_at, self.desk.now())
            shown = {"title": words.SIGNING_IN, "texts": [words.SIGNING_IN_TEXT], "again": again}
            return render_template("sign_in.html", **shown)
        if who is not None and state == "out":
            return self.end(who, make_response(message(404, words.NOT_GOOD, words.ASK_AGAIN)))
        return self._ask(token, reference, [words.NOT_SIGNED_IN] if state == "failed" else texts)

    def leave(self, page_id: int, reference: str | None) -> Response:
        """To ClickUp; then back to a page, or to what was sent from it under a reference."""
        if self.app is None:
            raise NotFound
        way, nonce = request.cookies.get(WAY) or secrets.token_urlsafe(18), secrets.token_urlsafe(18)
        began = int(self.desk.now().timestamp())
        with self.desk.engine.begin() as connection:
            given = [page_id, reference, nonce, _hash(way), began]
            state = self._serializer(connection, "way").dumps(given)
        asked = {"client_id": self.app.client_id, "redirect_uri": self.app.redirect_url, "state": state}
        response = make_response(redirect(f"{self.app.authorise_url}?{urlencode(asked)}", 302))
        self._give(response, WAY, way, WAY_SECONDS)
        return response

    def come_back(self) -> ResponseReturnValue:
        """From ClickUp, with a code: a session begins, and the worker finds out whose it is."""
        caller = self.desk.caller("sign in", request.remote_addr)
        minutes = self.desk.has_to_wait({caller: FORM_OF_ADDRESS})
        if minutes is not None:
            return message(429, words.NOT_NOW, words.signs_in_too_often(minutes))
        code, session = request.args.get("code", ""), secrets.token_urlsafe(32)
        with self.desk.engine.begin() as connection:
            way = self._way(connection)
            if way is None:
                return message(403, words.OTHER_WAY, words.OTHER_WAY_TEXT)
            page, reference, nonce = way
            token = link.token_of(connection, page.page_id)
            if not 0 < len(code) <= _LONGEST_CODE or "\0" in code:  # who says no has none
                return self._ask(token, reference, [words.NOT_SIGNED_IN])
            began = sign_ins.begin(
                connection,
                session=_hash(session),
                nonce=nonce,
                page_id=page.page_id,
                task_id=page.task_id,
                code=code,
                at=self.desk.now(),
            )
            if not began:
                return message(403, words.OTHER_WAY, words.OTHER_WAY_TEXT)
            defer(connection, SIGN_IN, page.task_id)
            cookie = self._serializer(connection).dumps(session)
        to = url_for("fill.show_page", token=token)
        if reference is not None:
            to = url_for("fill.show_result", reference=reference)
        response = make_response(redirect(to, 303))
        self._give(response, _name_of(page.page_id), cookie, int(LIFETIME.total_seconds()))
        response.delete_cookie(WAY, path="/fill")
        return response

    def end(self, signed_in: SignedIn, response: Response) -> Response:
        """Sign someone out: the session ends, and the token is forgotten."""
        with self.desk.engine.begin() as connection:
            sign_ins.end(connection, signed_in.session)
        response.delete_cookie(_name_of(signed_in.page_id), path="/fill")
        return response

    def _ask(self, token: str, reference: str | None, texts: Sequence[str]) -> ResponseReturnValue:
        to = url_for("fill.sign_in", token=token, sent=reference)
        return render_template("sign_in.html", title=words.SIGN_IN, texts=[*texts, words.WHO_MAY], to=to)

    def _way(self, connection: Connection) -> tuple[FillPage, str | None, str] | None:
        """The page and the reference that a way began at, and its number; None for one that is not good."""
        try:
            given = self._serializer(connection, "way").loads(request.args.get("state", ""))
        except (BadSignature, ValueError):
            return None
        page_id, reference, nonce, way, began = given
        page = fill_pages.get(connection, page_id)
        is_late = self.desk.now().timestamp() - began > WAY_SECONDS
        if page is None or is_late or not secrets.compare_digest(_hash(request.cookies.get(WAY, "")), way):
            return None
        return page, reference, nonce

    def _serializer(self, connection: Connection, salt: str = "session") -> URLSafeSerializer:
        return URLSafeSerializer(key_values.secret(connection, _KEPT), salt=salt)

    def _give(self, response: Response, name: str, value: str, seconds: int) -> None:
        response.headers["Cache-Control"] = "no-store"
        secure = self.desk.secure or request.is_secure
        # Not Strict: people come back from ClickUp, and open links there.
        give_cookie(response, name, value, path="/fill", secure=secure, seconds=seconds, same_site="Lax")


def _name_of(page_id: int) -> str:
    """The cookie of a session: someone may have several pages open."""
    return f"stagegate_session_{page_id}"


def _hash(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()
