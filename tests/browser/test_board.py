"""The sandbox's board in a real browser, with a whole demo behind it."""

import pytest
import requests
from playwright.sync_api import expect

from app.messages.comments.gate import IN_THE_WAY
from tests.browser.window import CHROMIUM, DESK, NOT_HERE, PHONE, barriers, picture, window

pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason=NOT_HERE)]

BOT = "Stagegate Bot"

#: What looks like the two before it.
ALL_ALIKE = [".card:nth-child(n + 3)", ".log li:nth-child(n + 3)"]


@pytest.fixture(scope="module")
def steps(demo):
    """The tickets of the guide: one that may not move, one that may, one whose date a client knows."""
    with requests.Session() as session:
        session.trust_env = False
        guide = session.get(f"{demo.sandbox}/sandbox/guide", timeout=120).json()["guide"]
    return [step["task"] for step in guide["steps"]]


@pytest.fixture
def board(page, demo):
    """The board, open."""
    return opened(page, demo)


def opened(page, demo):
    page.goto(f"{demo.sandbox}/")
    expect(page.locator("#live")).to_have_text("Live")
    expect(page.locator('[data-panel="calls"]')).not_to_be_empty()
    return page


def card(page, task_id):
    return page.locator(_card(task_id))


def column(page, status):
    return page.locator(_column(status))


def _card(task_id):
    return f'#board .card[data-id="{task_id}"]'


def _column(status):
    return f'.cards[data-status="{status}"]'


def _place(page, selector):
    """Where something is.  It is found and measured at once, because news may replace a card in between."""
    return page.evaluate("what => document.querySelector(what).getBoundingClientRect().toJSON()", selector)


def drag(page, task_id, status):
    """Take a card by the hand, and let it go over a column."""
    here = card(page, task_id)
    here.hover(position={"x": 40, "y": 15})  # which waits until it stands still, below a guide that just came
    start, end = _place(page, _card(task_id)), _place(page, _column(status))
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 30, steps=3)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 60, steps=5)
    page.mouse.up()


def expect_in(page, task_id, status):
    expect(column(page, status).locator(f'.card[data-id="{task_id}"]')).to_be_visible()


def test_a_ticket_that_is_not_ready_comes_back_with_the_reason(board, steps):
    drag(board, steps[0], "replicating")

    toast = board.locator(".toast").filter(has_text=f"{BOT} moved")
    expect(toast).to_contain_text("back to validating.")
    expect(toast.locator("p").first).to_contain_text("but it is not ready for that stage")
    expect_in(board, steps[0], "validating")
    expect(board.locator("#guide li").first).to_have_class("done")
    picture(board, "board")

    toast.get_by_role("link", name="Open ticket").click()
    expect(board.locator("#sheet .note").last).to_contain_text(IN_THE_WAY)
    picture(board, "ticket")


def test_a_ticket_that_is_ready_stays_and_gets_its_owner(board, steps):
    drag(board, steps[1], "estimating")

    expect(card(board, steps[1])).to_contain_text("Assigned to Paula PM")
    expect_in(board, steps[1], "estimating")
    expect(board.locator("#guide li").nth(1)).to_have_class("done")
    expect(board.locator(".toast")).to_have_count(0)


def test_a_card_lands_where_it_is_let_go_however_fast(board, demo, steps):
    board.evaluate("window.setInterval = () => 0")  # no time for a look at where it is meanwhile
    demo.people("pk_admin").put(f"/task/{steps[1]}", json={"status": "replicating"})
    expect_in(board, steps[1], "replicating")

    drag(board, steps[1], "estimating")

    expect_in(board, steps[1], "estimating")
    expect(card(board, steps[1])).to_contain_text("Assigned to Paula PM")


def test_a_card_that_changes_between_press_and_drag_is_dragged(board, demo, steps):
    demo.people("pk_admin").put(f"/task/{steps[1]}", json={"status": "replicating"})
    expect_in(board, steps[1], "replicating")
    here, there = card(board, steps[1]), column(board, "estimating")
    here.hover(position={"x": 40, "y": 15})
    board.mouse.down()
    renamed = {"name": "Children's matinees are shown"}
    demo.people("pk_pm").put(f"/task/{steps[1]}", json=renamed)
    expect(board.locator("#panel")).to_contain_text(renamed["name"])

    there.hover()
    board.mouse.up()

    expect_in(board, steps[1], "estimating")
    expect(card(board, steps[1])).to_contain_text(renamed["name"])


def test_a_card_moves_by_keyboard_alone(board, steps):
    board.get_by_role("link", name="Skip to the tickets").focus()
    card(board, steps[0]).get_by_role("link").focus()
    board.keyboard.press("Space")
    expect(board.locator("#say")).to_contain_text("Picked up.")
    board.keyboard.press("ArrowRight")
    expect(board.locator("#say")).to_have_text("replicating")
    board.keyboard.press("Escape")
    expect_in(board, steps[0], "validating")
    expect(card(board, steps[0]).get_by_role("link")).to_be_focused()

    board.keyboard.press("Space")
    board.keyboard.press("ArrowRight")
    board.keyboard.press("Space")

    expect(board.locator("#say")).to_contain_text(f"{BOT} moved")
    expect_in(board, steps[0], "validating")


def test_a_person_acts_as_another_one(board, steps):
    board.get_by_label("Act as").select_option("Quentin QA")
    drag(board, steps[0], "estimating")

    # a card may be written at the same time, which is a message as well
    expect(board.locator(".toast").filter(has_text="@Quentin QA moved this ticket")).to_be_visible()
    expect_in(board, steps[0], "validating")


def test_every_field_of_a_ticket_is_edited_and_a_command_is_answered(board, demo, steps):
    card(board, steps[2]).get_by_role("link").click()
    sheet = board.locator("#sheet")
    notes = sheet.get_by_label("Resolution Notes", exact=True)
    notes.fill("Turned it off and on again.")
    sheet.get_by_label("Severity", exact=True).select_option("Minor")
    sheet.get_by_label("Client Target Date", exact=True).fill("2027-03-04")
    sheet.get_by_text("Ops Can Reproduce the Issue").locator("..").get_by_role("checkbox").click()
    sheet.get_by_label("Assignees:").click()
    sheet.locator("#ticket-assignees").get_by_label("Ada Admin").check()
    sheet.get_by_label("Tags", exact=True).fill("vip")
    board.keyboard.press("Enter")
    sheet.get_by_label("Write a comment").fill("/why")
    sheet.get_by_role("button", name="Comment", exact=True).click()

    expect(sheet.locator(".note").last).to_contain_text("this ticket is in Fixing")
    expect(sheet.get_by_role("button", name="Remove the tag vip")).to_be_visible()
    ticket = demo.ticket(steps[2])
    assert ticket["fields"]["Resolution Notes"] == "Turned it off and on again."
    assert ticket["fields"]["Severity"] == "Minor"
    assert ticket["fields"]["Client Target Date"].startswith("2027-03-04")
    assert "Ada Admin" in ticket["assignees"]


def test_a_related_ticket_and_a_file_are_added_and_shown(board, steps, tmp_path):
    picture = tmp_path / "black.png"
    picture.write_bytes(b"PNG")
    card(board, steps[1]).get_by_role("link").click()
    sheet = board.locator("#sheet")
    for remove in sheet.get_by_role("button", name="from Company").all():
        remove.click()
    sheet.get_by_label("Company", exact=True).select_option(label="Kino Terminus")
    sheet.locator("#ticket-file").set_input_files(picture)

    expect(sheet.get_by_role("button", name="Remove Kino Terminus from Company")).to_be_visible()
    expect(sheet.locator(".files")).to_contain_text("black.png")


def test_a_new_due_date_is_followed_by_the_other_date_and_told_to_the_client(board, steps):
    card(board, steps[2]).get_by_role("link").click()
    board.locator("#sheet").get_by_label("Due date", exact=True).fill("2027-03-11")

    expect(board.locator("#sheet").get_by_label("Estimated Delivery Date", exact=True)).to_have_value(
        "2027-03-11"
    )
    board.keyboard.press("Escape")
    expect(card(board, steps[2])).to_contain_text("11 Mar 2027")
    expect(board.locator("#guide li").nth(2)).to_have_class("done")
    mails = board.locator('[data-panel="mails"]').locator("details")
    mail = mails.filter(has_text="by 11 March 2027.")
    mail.locator("summary").click()
    expect(mail.locator("p").first).to_be_visible()


def test_two_windows_show_the_same_and_do_not_disturb_who_writes(board, chromium, demo, steps):
    with window(chromium) as other:
        opened(other, demo)
        card(other, steps[2]).get_by_role("link").click()
        draft = other.locator("#sheet").get_by_label("Issue Workaround", exact=True)
        draft.fill("Use the")
        card(board, steps[2]).get_by_role("link").click()
        name = board.locator("#ticket-name")
        name.fill("Reports stay reachable")
        name.press("Enter")

        expect(other.locator("#ticket-name")).to_have_value("Reports stay reachable")
        expect(draft).to_have_value("Use the")
        expect(draft).to_be_focused()
        expect(card(other, steps[2])).to_contain_text("Reports stay reachable")


def test_what_changes_is_shown_without_measuring_the_board(board, demo, steps):
    board.evaluate("""() => {
        window.measured = 0;
        const measure = Element.prototype.getBoundingClientRect;
        Element.prototype.getBoundingClientRect = function () {
            window.measured += 1;
            return measure.call(this);
        };
    }""")
    demo.people("pk_pm").put(f"/task/{steps[2]}", json={"name": "Reports stay for a year"})

    expect(card(board, steps[2])).to_contain_text("Reports stay for a year")
    assert board.evaluate("measured") == 0


def test_news_that_comes_close_together_is_shown_as_one(board):
    one = {
        "cards": [{"id": "a", "rank": 1}, {"id": "b", "rank": 1}, {"id": "c", "rank": 1}],
        "gone": ["x", "y"],
        "happened": [1],
        "panel": {"calls": "old", "mails": "kept"},
    }
    two = {"cards": [{"id": "a", "rank": 2}, {"id": "x", "rank": 2}], "gone": ["b"], "happened": [2]}
    two |= {"panel": {"calls": "new"}, "counts": {"l": 3}}

    joined = board.evaluate(
        "async ([one, two]) => (await import('/board/static/live.js')).joined(one, two)", [one, two]
    )

    assert joined == {
        "cards": [{"id": "a", "rank": 2}, {"id": "c", "rank": 1}, {"id": "x", "rank": 2}],
        "gone": ["y", "b"],
        "happened": [1, 2],
        "panel": {"calls": "new", "mails": "kept"},
        "counts": {"l": 3},
    }


def test_what_goes_wrong_is_switched_on_and_off(board):
    panel = board.locator("#panel")
    panel.get_by_label("Let something go wrong").select_option("Deliveries come twice")
    expect(panel).to_contain_text("copies 2")

    panel.get_by_role("button", name="Turn all off").click()
    expect(panel).to_contain_text("Nothing goes wrong on purpose.")
    expect(panel.locator('[data-panel="deliveries"]')).to_contain_text("Webhook 1 is active.")


def test_a_new_ticket_is_archived_and_deleted(board):
    board.get_by_role("button", name="New ticket in validating").click()
    board.get_by_label("Name of the new ticket").fill("To try")
    board.keyboard.press("Enter")
    new = column(board, "validating").get_by_role("link", name="To try")
    new.click()
    board.locator("#sheet").get_by_role("button", name="Archive").click()
    expect(new).to_be_hidden()

    board.get_by_label("Show archived tickets").check()
    new.click()
    board.locator("#sheet").get_by_role("button", name="Delete").click()
    board.locator("#sheet").get_by_role("button", name="Click again").click()
    expect(new).to_have_count(0)


def test_the_board_fits_a_phone_and_a_finger_moves_a_card(chromium, demo, steps):
    with window(chromium, viewport=PHONE, has_touch=True, is_mobile=True) as phone:
        opened(phone, demo)
        phone.locator("#guide-close").tap()
        assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        phone.get_by_role("button", name="What happens").tap()
        lists, panel = (phone.locator(each).bounding_box() for each in (".lists", "#panel"))
        assert panel["y"] >= lists["y"] + lists["height"]
        phone.get_by_role("button", name="What happens").tap()
        touch(phone, card(phone, steps[0]), to=PHONE["width"] - 12)

        expect(phone.locator(".toast").filter(has_text="back to validating")).to_be_visible()
        phone.get_by_role("link", name="Open ticket").tap()
        expect(phone.locator("#ticket-name")).to_be_visible()
        assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def touch(page, element, *, to):
    """Put a finger on an element, wait as people do, and slide it sideways."""
    element.scroll_into_view_if_needed()
    box = element.bounding_box()
    x, y = box["x"] + 60, box["y"] + 20
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    page.wait_for_timeout(400)
    for part in range(1, 9):
        point = {"x": x + (to - x) * part / 8, "y": y}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    page.wait_for_timeout(100)
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


@pytest.mark.parametrize(
    ("scheme", "size"), [("light", DESK), ("dark", DESK), ("light", PHONE)], ids=["light", "dark", "phone"]
)
def test_nothing_on_the_board_is_a_barrier(chromium, demo, steps, scheme, size):
    with window(chromium, viewport=size, color_scheme=scheme) as page:
        opened(page, demo)
        assert barriers(page, but=ALL_ALIKE) == []

        card(page, steps[2]).get_by_role("link").click()
        expect(page.locator("#ticket-name")).to_be_visible()
        assert barriers(page, but=["#board", "#panel", "#guide"]) == []
