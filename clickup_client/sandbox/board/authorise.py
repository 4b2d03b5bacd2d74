"""The page on which a person lets an OAuth app act for them: who they are, and for which Workspace."""

from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from flask import Blueprint, Response, abort, redirect, render_template, request

from clickup_client.sandbox.access.context import Answer, sandbox
from clickup_client.sandbox.access.oauth import app_asked_for, give_code
from clickup_client.sandbox.board.pages import protect

authorise = Blueprint("authorise", __name__, template_folder="templates")


@authorise.get("/api")
def ask() -> Answer:
    """https://developer.clickup.com/docs/authentication - ClickUp has this page at app.clickup.com/api"""
    asked = {name: request.args.get(name, "") for name in ("client_id", "redirect_uri", "state")}
    with sandbox().lock:
        app = app_asked_for(sandbox(), asked["client_id"], asked["redirect_uri"])
        people = [user for user in sandbox().directory.users.values() if not user.invited]
        page = render_template(
            "authorise.html", app=app, asked=asked, people=people, workspace=sandbox().workspace
        )
    response = Response(page)
    where = urlsplit(asked["redirect_uri"])
    return protect(response, form_action=f"'self' {where.scheme}://{where.netloc}")


@authorise.post("/api")
def allow() -> Answer:
    """Back to the app, with a code."""
    uri = request.form.get("redirect_uri", "")
    with sandbox().lock:
        app = app_asked_for(sandbox(), request.form.get("client_id", ""), uri)
        user = request.form.get("user", type=int)
        if user not in sandbox().directory.users:
            abort(HTTPStatus.BAD_REQUEST)
        code = give_code(sandbox(), app, user, workspace="workspace" in request.form)
    state = request.form.get("state", "")
    where = urlsplit(uri)
    query = [*parse_qsl(where.query), ("code", code), *([("state", state)] if state else [])]
    return redirect(urlunsplit(where._replace(query=urlencode(query))), HTTPStatus.FOUND)
