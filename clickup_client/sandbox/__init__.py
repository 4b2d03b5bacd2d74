"""
A simulated ClickUp: the API, webhooks, Automations, and a fake GitHub.

It knows no process: people, lists, fields and tickets come from a data file (see
:mod:`.workspace.definition`). :func:`.application.create_sandbox` gives a WSGI app, :func:`.server.serve`
runs it, :mod:`.in_thread` runs it in tests.
"""
