"""
ClickUp as it was recorded and measured to be: each test names the kind of its source.

R is a recorded answer, M a dated measurement, D ClickUp's own documentation, W a weak source. What is W, or
known from one source only, has a switch, and both of its answers are tested.
"""

import io

import pytest

TASK = "/api/v2/task/t1"
DAY = 1774008000000


@pytest.fixture
def workspace(workspace):
    """With a Space whose Lists have its statuses, an AI agent, a guest and someone invited to one List."""
    workspace["users"] += [
        {"id": 4, "username": "Gus Guest", "email": "gus@else.example", "token": "pk_guest", "role": "guest"}
        | {"only_lists": ["1000"]},
        {"id": 5, "username": "Ines", "email": "ines@acme.example", "token": "pk_invited"}
        | {"only_lists": ["1001"]},
        {"id": 6, "username": "New", "email": "new@acme.example", "invited": True},
        {"id": -40578317, "username": "Agent", "email": "agent@acme.example", "token": "pk_agent"},
    ]
    lists = [{"id": "2000", "name": "One"}, {"id": "2001", "name": "Two"}]
    workspace["spaces"].append({"id": "909", "name": "Plain", "lists": lists, "tags": ["Known"]})
    return workspace


@pytest.fixture
def behave(call):
    """Give another answer to an open question."""

    def behave(**answers):
        return call("POST", "/sandbox/behaviours", answers)["behaviours"]

    return behave


@pytest.fixture
def as_user(app, call):
    def as_user(token):
        return type(call)(app.test_client(), token)

    return as_user


# Refusals


@pytest.mark.parametrize("answer", ["401 OAUTH_027", "401 ACCESS_083", "404 ITEM_013"])
@pytest.mark.parametrize("where", ["unknown", "hidden", "trashed"])
def test_each_refusal_of_a_task_can_be_any_that_was_recorded(call, behave, where, answer):
    """R, M: "gone" looks different from source to source."""
    if where != "unknown":
        call("POST", "/sandbox/tasks/t1", {"is": where, "users": [2]})
    behave(**{f"{where}_task_answers": answer})

    status, code = answer.split()
    path = "/api/v2/task/none" if where == "unknown" else TASK
    assert call("GET", path, status=int(status))["ECODE"] == code


def test_a_missing_right_says_what_was_refused(as_user):
    """M: 401 with meta. D: guests cannot make tags."""
    refusal = as_user("pk_guest")("POST", f"{TASK}/tag/fresh", status=401)

    assert refusal["ECODE"] == "ACCESS_064"
    assert refusal["meta"]["authorization_failures"]


def test_the_code_of_an_unknown_status_is_no_one_s_to_rely_on(call, behave):
    """W: sources differ."""
    assert call("PUT", TASK, {"status": "nowhere"}, status=400)["ECODE"] == "CRTSK_001"

    behave(unknown_status_ecode="ITEM_114")
    assert call("PUT", TASK, {"status": "nowhere"}, status=400)["ECODE"] == "ITEM_114"
    new = {"name": "x", "status": "nowhere"}
    assert call("POST", "/api/v2/list/1000/task", new, status=400)["ECODE"] == "ITEM_114"


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]", "10.0.0.7", "bot.local", "bot"])
def test_a_webhook_does_not_go_to_this_machine_unless_told_so(call, behave, host):
    """M: OAUTH_194 for localhost and hosts that ClickUp cannot reach."""
    webhook = {"endpoint": f"http://{host}/", "events": ["*"]}
    behave(local_webhook_addresses=False)

    assert call("POST", "/api/v2/team/9011/webhook", webhook, status=400) == {
        "err": "Specified URL not allowed",
        "ECODE": "OAUTH_194",
    }
    call("POST", "/api/v2/team/9011/webhook", {**webhook, "endpoint": "https://bot.acme.example/"})
    behave(local_webhook_addresses=True)
    call("POST", "/api/v2/team/9011/webhook", webhook)


# Accepted, but not done


def test_who_cannot_see_the_task_is_not_assigned(call):
    """M, 135 tasks: 200 with those who can."""
    assert call("PUT", TASK, {"assignees": {"add": [5]}})["assignees"] == []

    new = {"name": "x", "assignees": [5, 3]}
    assert [user["id"] for user in call("POST", "/api/v2/list/1000/task", new)["assignees"]] == [3]


@pytest.mark.parametrize(("dropped", "kept"), [(True, "Hi\nBye"), (False, "Hi\n> there\nBye")])
def test_quoted_lines_are_lost(call, behave, dropped, kept):
    """M, one source: in comments and descriptions that are plain text."""
    behave(quotes_are_dropped=dropped)
    text = "Hi\n> there\nBye"

    assert call("PUT", TASK, {"description": text})["description"] == kept
    call("POST", f"{TASK}/comment", {"comment_text": text})
    assert call("GET", f"{TASK}/comment")["comments"][0]["comment_text"] == kept


def test_plain_text_made_of_markdown_lacks_addresses_and_pictures(call):
    """D: markdown_content; what remains of it in the plain description is only as much as we know."""
    text = "# Hi\n> see [the page](https://acme.example) ![shot](https://acme.example/a.png)"

    task = call("PUT", TASK, {"markdown_content": text})
    assert task["description"] == "Hi\nsee the page "
    whole = call("GET", f"{TASK}?include_markdown_description=true")
    assert whole["markdown_description"] == text

    call("PUT", TASK, {"description": "plain"})
    assert call("GET", f"{TASK}?include_markdown_description=true")["markdown_description"] == "plain"


def test_a_long_description_is_cut(call, behave):
    """M, one source: in silence."""
    behave(longest_description=4)

    assert call("PUT", TASK, {"description": "abcdefg"})["description"] == "abcd"
    new = {"name": "x", "markdown_content": "abcdefg"}
    assert call("POST", "/api/v2/list/1000/task", new)["description"] == "abcd"


def test_tags_are_lower_case_and_removed_in_any_case(call):
    """M."""
    call("POST", f"{TASK}/tag/Web")
    assert [tag["name"] for tag in call("GET", TASK)["tags"]] == ["web"]

    call("DELETE", f"{TASK}/tag/WEB")
    assert call("GET", TASK)["tags"] == []


def test_a_tag_of_a_space_is_made_and_removed_with_that_of_its_tasks(call, as_user):
    """D: https://developer.clickup.com/reference/deletespacetag"""
    made = {"tag": {"name": "Fresh", "tag_fg": "#000000", "tag_bg": "#000000"}}
    call("POST", "/api/v2/space/909/tag", made)
    assert [tag["name"] for tag in call("GET", "/api/v2/space/909/tag")["tags"]] == ["fresh", "known"]

    task = call("POST", "/api/v2/list/2000/task", {"name": "x", "tags": ["fresh", "known"]})["id"]
    for name in ("FRESH", "known"):
        call("DELETE", f"/api/v2/space/909/tag/{name}", made)
    assert call("GET", "/api/v2/space/909/tag")["tags"] == []
    assert call("GET", f"/api/v2/task/{task}")["tags"] == []
    call("POST", "/api/v2/space/909/tag", {"tag": {"name": " "}}, status=400)
    for method, path in (("POST", ""), ("DELETE", "/known")):
        as_user("pk_invited")(method, f"/api/v2/space/909/tag{path}", made, status=401)


def test_an_unknown_tag_is_made_or_left_out(call, behave):
    """M: it is made. The other answer is for those who do not see it happen."""
    new = {"name": "x", "tags": ["fresh", "known"]}
    assert [tag["name"] for tag in call("POST", "/api/v2/list/2000/task", new)["tags"]] == ["fresh", "known"]
    assert [tag["name"] for tag in call("GET", "/api/v2/space/909/tag")["tags"]] == ["fresh", "known"]

    behave(unknown_tag_is_created=False)
    call("POST", f"{TASK}/tag/fresh")
    assert call("GET", TASK)["tags"] == []


def test_a_deleted_list_still_reads_and_says_so(call):
    """R: 200 with deleted; its tasks are in the trash."""
    call("DELETE", "/sandbox/lists/1000", status=204)

    assert call("GET", "/api/v2/list/1000")["deleted"] is True
    assert [each["id"] for each in call("GET", "/api/v2/space/901/list")["lists"]] == ["1001"]
    call("GET", TASK, status=404)
    assert "deleted" not in call("GET", "/api/v2/list/1001")


# Who sees what


@pytest.fixture
def members(call):
    def members():
        return {
            each["user"]["id"]: each["user"] for each in call("GET", "/api/v2/team")["teams"][0]["members"]
        }

    return members


def test_who_was_only_invited_to_lists_finds_them_in_shared(as_user):
    """M: no Spaces, but the Lists by id and in /shared, there without their Space."""
    invited = as_user("pk_invited")

    assert invited("GET", "/api/v2/team/9011/space") == {"spaces": []}
    (shared,) = invited("GET", "/api/v2/team/9011/shared")["shared"]["lists"]
    assert (shared["id"], shared["name"], "space" in shared) == ("1001", "Companies", False)
    assert invited("GET", "/api/v2/list/1001")["name"] == "Companies"
    for path in ("list/1000", "list/1000/task", "space/901", "folder/902", "task/t1"):
        invited("GET", f"/api/v2/{path}", status=401)
    assert [task["id"] for task in invited("GET", "/api/v2/team/9011/task")["tasks"]] == ["c1"]


def test_who_belongs_to_the_spaces_has_nothing_shared(call):
    shared = {"tasks": [], "lists": [], "folders": []}

    assert call("GET", "/api/v2/team/9011/shared") == {"shared": shared}


def test_members_have_roles(members):
    """R: owners and members; name and colour are null while someone is invited."""
    role = {"role": 3, "role_key": "member", "role_subtype": 0, "custom_role": None}
    assert role.items() <= members()[2].items()
    assert (members()[4]["role"], members()[4]["role_key"]) == (4, "guest")
    assert (members()[6]["username"], members()[6]["color"]) == (None, None)


@pytest.mark.parametrize(
    ("answer", "role"),
    [("number", {"role": 4, "role_key": "guest"}), ("key", {"role_key": "guest"}), ("nothing", {})],
)
def test_what_a_guests_role_looks_like_is_unknown(members, behave, answer, role):
    """Nothing was recorded."""
    behave(guest_role=answer)

    assert {key: value for key, value in members()[4].items() if key in ("role", "role_key")} == role


def test_a_guest_has_the_tasks_of_its_lists_but_not_the_places_around(as_user):
    """D: guests only have access to what was shared with them."""
    guest = as_user("pk_guest")

    assert guest("GET", TASK)["id"] == "t1"
    assert guest("PUT", TASK, {"priority": 2})["priority"]["priority"] == "high"
    assert guest("GET", "/api/v2/team/9011/space") == {"spaces": []}
    for place in ({"space_id": 901}, {"list_id": 1001}):
        webhook = {"endpoint": "https://a.example/", "events": ["*"], **place}
        guest("POST", "/api/v2/team/9011/webhook", webhook, status=401)


def test_webhooks_of_a_guest_tell_only_what_the_guest_sees(call, as_user, sandbox):
    webhook = {"endpoint": "https://a.example/", "events": ["*"]}
    as_user("pk_guest")("POST", "/api/v2/team/9011/webhook", webhook)
    heard = []
    sandbox.deliveries.send = heard.append

    call("PUT", "/api/v2/task/c1", {"name": "Other"})
    assert heard == []
    call("PUT", TASK, {"name": "Other"})
    assert heard


def test_a_person_can_be_made_a_guest_of_some_lists(call, as_user):
    answer = call("POST", "/sandbox/users/3", {"role": "guest", "only_lists": ["1000"]})

    assert answer == {"id": 3, "role": "guest", "only_lists": ["1000"]}
    assert as_user("pk_tech")("GET", "/api/v2/team/9011/space") == {"spaces": []}
    assert call("POST", "/sandbox/users/3", {"email": "x"}, status=400)["ECODE"] == "SANDBOX_008"


def test_an_agent_is_a_user_with_a_negative_id(call, as_user, events):
    """M: so a negative id alone is no proof of a form."""
    assert call("PUT", TASK, {"assignees": {"add": [-40578317]}})["assignees"][0]["id"] == -40578317
    assert call("PUT", TASK, {"assignees": {"rem": ["-40578317"]}})["assignees"] == []

    as_user("pk_agent")("PUT", TASK, {"status": "Doing"})
    assert events[-1]["history_items"][0]["user"]["id"] == -40578317


@pytest.mark.parametrize(
    ("answer", "creator"), [("clickbot", -1), ("agent", -40578317), ("owner", 1), ("nobody", None)]
)
def test_who_makes_the_task_of_a_form_is_unknown(call, behave, events, answer, creator):
    """Nothing was recorded. R: task_creation.data.via tells how it was made."""
    behave(form_creator=answer)

    task_id = call("POST", "/sandbox/forms/1000", {"name": "Help"})["id"]

    made_by = call("GET", f"/api/v2/task/{task_id}")["creator"]
    assert (made_by and made_by["id"]) == creator
    assert events[0]["history_items"][1]["data"] == {"via": "form"}


def test_status_ids_are_those_of_the_space_or_of_the_list(call):
    """R: p<space>_xxxxxxxx, or sc<list>_xxxxxxxx where a List has its own statuses."""
    one, two, own = (call("GET", f"/api/v2/list/{each}")["statuses"] for each in (2000, 2001, 1000))

    assert one == two == call("GET", "/api/v2/space/909")["statuses"]
    assert one[0]["id"].startswith("p909_")
    assert own[0]["id"].startswith("sc1000_")
    assert len(own[0]["id"]) == len("sc1000_xxxxxxxx")


# Webhooks


def test_the_due_date_of_a_task_with_a_start_date_is_two_items(call, events):
    """R: duration and due_date."""
    call("PUT", TASK, {"start_date": DAY})
    events.clear()

    call("PUT", TASK, {"due_date": DAY})

    assert [event["event"] for event in events] == ["taskDueDateUpdated", "taskUpdated"]
    for event in events:
        assert [item["field"] for item in event["history_items"]] == ["duration", "due_date"]


def test_a_file_is_told_by_its_id_and_its_address(call, events):
    """R."""
    file = {"attachment": (io.BytesIO(b"x"), "a.png")}
    headers = {"Authorization": "pk_ops"}
    attached = call.client.post(f"{TASK}/attachment", data=file, headers=headers).get_json()

    item = events[0]["history_items"][0]
    assert item["after"] == attached["id"]
    assert item["attachments"] == [{"title": "a.png", "url": attached["url"]}]


@pytest.mark.parametrize("told", [True, False])
def test_whether_a_lists_webhook_tells_of_tasks_shown_there_is_unknown(call, behave, sandbox, told):
    """Nothing was recorded."""
    behave(list_webhooks_tell_of_shown_tasks=told)
    webhook = {"endpoint": "https://a.example/", "events": ["taskStatusUpdated"], "list_id": 1002}
    call("POST", "/api/v2/team/9011/webhook", webhook)
    heard = []
    sandbox.deliveries.send = heard.append
    call("POST", "/api/v2/list/1002/task/t1")

    call("PUT", TASK, {"status": "Doing"})

    assert bool(heard) is told


# Tasks in multiple Lists


def test_a_task_is_shown_in_other_lists_besides_its_home(call):
    """D: with include_timl, and with the fields of all its Lists."""
    call("POST", "/api/v2/list/1002/task/t1")

    task = call("GET", TASK)
    assert (task["list"]["id"], task["locations"]) == ("1000", [{"id": "1002", "name": "Old"}])
    assert call("GET", "/api/v2/list/1002/task")["tasks"] == []
    assert [each["id"] for each in call("GET", "/api/v2/list/1002/task?include_timl=true")["tasks"]] == ["t1"]

    call("DELETE", "/api/v2/list/1002/task/t1")
    assert call("GET", TASK)["locations"] == []


def test_a_task_cannot_be_shown_at_home_and_not_in_lists_that_are_not_there(call):
    call("POST", "/api/v2/list/1000/task/t1", status=400)
    call("POST", "/api/v2/list/7/task/t1", status=401)


def test_a_task_has_the_fields_of_every_list_that_it_is_in(call, field_of):
    call("POST", "/api/v2/list/1000/task/c1")

    call("POST", "/api/v2/task/c1/field/f-notes", {"value": "words"})

    assert field_of("f-notes", "c1")["value"] == "words"


# Automations


def test_automations_run_a_while_after_what_set_them_off(call, behave, sandbox):
    """M: about ten seconds."""
    behave(automations_after_ms=10_000)
    call("POST", f"{TASK}/field/f-email", {"value": "client@example.com"})
    call("POST", f"{TASK}/field/f-notice", {"value": "o-ready"})

    assert call("GET", "/sandbox/emails")["emails"] == []
    assert sandbox.later.waiting() == 1
    sandbox.later.drop()


def test_automations_may_leave_changes_by_api_alone(call, behave):
    """D: they run. One public log said that they did not."""
    behave(automations_on_api_changes=False)
    call("POST", f"{TASK}/field/f-email", {"value": "client@example.com"})
    call("POST", f"{TASK}/field/f-notice", {"value": "o-ready"})

    assert call("GET", "/sandbox/emails")["emails"] == []


def test_a_day_is_snapped_in_the_zone_of_the_caller_or_of_the_owner(call, behave):
    """M: that of the token's owner."""
    four_in_berlin, four_in_utc = "1773975600000", "1773979200000"
    assert call("PUT", TASK, {"due_date": DAY})["due_date"] == four_in_berlin

    behave(dates_snapped_in_zone_of="owner")
    assert call("PUT", TASK, {"due_date": DAY})["due_date"] == four_in_utc


# The switches themselves


def test_behaviours_go_back_to_the_data_file(call, behave):
    assert behave(unknown_tag_is_created=False)["unknown_tag_is_created"] is False
    assert call("DELETE", "/sandbox/behaviours")["behaviours"]["unknown_tag_is_created"] is True

    behave(longest_comment=3)
    call("POST", "/sandbox/reset")
    assert call("GET", "/sandbox/behaviours")["behaviours"]["longest_comment"] is None


@pytest.mark.parametrize(
    "answers", [{"no_such": True}, {"unknown_tag_is_created": "maybe"}, {"guest_role": "captain"}]
)
def test_an_impossible_behaviour_is_refused(call, answers):
    assert call("POST", "/sandbox/behaviours", answers, status=400)["ECODE"] == "SANDBOX_012"
