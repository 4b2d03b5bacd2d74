"""`stagegate demo`: how it starts, what it prints, and how it ends."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass

import psutil
import pytest
import requests

from app.messages.comments.gate import IN_THE_WAY

DOT_ENV = (
    "STAGEGATE_WORKSPACE=Real\nSTAGEGATE_CLICKUP_TOKEN=pk_real\nDATABASE_URL=postgresql://nowhere/real\n"
)


def run(command):
    """A printed command as a person would paste it."""
    return subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=120, check=False)  # noqa: S603, S607


def task_of(command):
    """The id of the ticket that a printed command changes."""
    return command.split("/api/v2/task/")[1].split()[0]


class Restartable:
    """One that is killed and goes on: `now` is what runs, started where a `.env` names a real workspace."""

    def __init__(self, new_demo, here):
        self._new, self._options, self._stack = new_demo, {"cwd": here}, ExitStack()
        self.now = self._start()

    def start_again(self):
        """After its death, on the same ports."""
        self._options |= {"port": self.now.port, "sandbox_port": self.now.sandbox_port}
        self.close()
        self.now = self._start()

    def close(self):
        self._stack.close()

    def _start(self):
        demo = self._stack.enter_context(self._new("started", **self._options))
        demo.wait_until_ready()
        return demo


@pytest.fixture(scope="module")
def restartable(new_demo, tmp_path_factory):
    here = tmp_path_factory.mktemp("project")
    (here / ".env").write_text(DOT_ENV)
    with closing(Restartable(new_demo, here)) as restartable:
        yield restartable


@pytest.fixture
def started(restartable):
    """The demo that runs now."""
    return restartable.now


def test_it_prints_where_everything_is_and_all_of_it_answers(started):
    for address in (
        f"{started.sandbox}/",
        f"{started.web}/readyz",
        f"{started.web}/metrics",
    ):
        assert address in started.output
        assert requests.get(address, timeout=120).status_code == 200
    assert f"{started.web}/webhooks/clickup" in started.output
    assert str(started.data_dir / "logs") in started.output
    assert (started.data_dir / "logs" / "web.log").exists()


def test_it_prints_three_commands_for_three_tickets(started):
    assert len(started.commands()) == 3
    assert len({task_of(command) for command in started.commands()}) == 3


def test_the_first_command_is_an_invalid_move_and_the_ticket_comes_back(started, wait_for):
    command = started.commands()[0]
    before = started.ticket(task_of(command))

    assert run(command).stderr == ""

    after = wait_for(lambda: changed(started, before, lambda ticket: ticket["comment_count"]))
    assert after["status"] == before["status"]
    assert IN_THE_WAY in after["comments"][-1]["text"]


def test_the_second_command_is_a_valid_move_and_the_new_owner_is_assigned(started, wait_for):
    command = started.commands()[1]
    before = started.ticket(task_of(command))

    assert run(command).stderr == ""

    after = wait_for(lambda: changed(started, before, lambda ticket: ticket["assignees"]))
    assert after["status"] != before["status"]
    assert len(after["assignees"]) == 1


def test_the_third_command_is_another_due_date_and_its_mirror_follows(started, wait_for):
    """The client's mail comes after a quiet period of two minutes; that is tested with its own clock."""
    command = started.commands()[2]
    before = started.ticket(task_of(command))

    assert run(command).stderr == ""

    after = wait_for(
        lambda: changed(started, before, lambda ticket: ticket["fields"]["Estimated Delivery Date"])
    )
    assert after["due_date"] != before["due_date"]
    assert after["fields"]["Estimated Delivery Date"] == after["due_date"]


def test_after_a_reset_the_second_command_works_again(started, wait_for):
    """The bot has to forget that it let the ticket through."""
    command = started.commands()[1]
    requests.post(f"{started.sandbox}/sandbox/reset", timeout=120).raise_for_status()
    before = started.ticket(task_of(command))

    assert run(command).stderr == ""

    after = wait_for(lambda: changed(started, before, lambda ticket: ticket["assignees"]))
    assert after["status"] != before["status"]


def changed(demo, before, what):
    """The ticket once `what` of it is another than before."""
    now = demo.ticket(before["id"])
    return now if what(now) != what(before) else None


@dataclass
class Start:
    """What is known of a demo that was started and stopped."""

    demo: object
    first_answer: float
    ready: float
    stop: float
    family: list


@pytest.fixture(scope="module")
def two_starts(new_demo, wait_for):
    """The same folder started twice, with the printed valid move made in between; the ticket as it became."""

    def start(name, how, visit):
        with new_demo(name) as demo:
            first_answer, ready = demo.wait_for_first_answer(), demo.wait_until_ready()
            seen = visit(demo)
            seconds, family = demo.stop(how)
        return Start(demo, first_answer, ready, seconds, family), seen

    def move(demo):
        command = demo.commands()[1]
        before = demo.ticket(task_of(command))
        run(command)
        return wait_for(lambda: changed(demo, before, lambda ticket: ticket["assignees"]))

    first, moved = start("twice", signal.SIGINT, move)
    second, found = start("twice", signal.SIGTERM, lambda demo: demo.ticket(moved["id"]))
    return first, second, moved, found


@pytest.mark.slow
@pytest.mark.serial
def test_the_first_start_is_quick_and_later_ones_quicker(two_starts, capsys):
    first, later, *_ = two_starts

    with capsys.disabled():
        print(  # noqa: T201 - a figure for people
            f"\nfirst start: an answer after {first.first_answer:.1f} s, ready after {first.ready:.1f} s; "
            f"later: {later.first_answer:.1f} s, {later.ready:.1f} s"
        )
    assert first.ready <= 60
    assert later.ready <= 30  # 5 s on an idle machine


@pytest.mark.slow
@pytest.mark.serial
def test_a_second_start_goes_on_where_the_first_one_stopped(two_starts):
    _, _, moved, found = two_starts

    assert (found["status"], found["assignees"]) == (moved["status"], moved["assignees"])


@pytest.mark.slow
@pytest.mark.serial
def test_a_second_start_proposes_what_is_possible_now(two_starts):
    first, second, *_ = two_starts

    assert first.demo.commands()[1].split("/task/")[1] != second.demo.commands()[1].split("/task/")[1]


@pytest.mark.slow
@pytest.mark.serial
@pytest.mark.parametrize(("index", "how"), [(0, "Ctrl-C"), (1, "SIGTERM")])
def test_asked_to_stop_it_stops_everything_and_says_so(two_starts, left_over, index, how):
    start = two_starts[index]

    assert len(start.family) > 5, how
    assert left_over(start.family) == []
    assert start.demo.exit_code == 0
    assert start.demo.output.splitlines()[-1] == (
        f"Everything has stopped. The next start continues with the data in {start.demo.data_dir}."
    )
    assert start.stop < 30  # about 2 s on an idle machine


def test_asked_to_stop_while_it_starts_it_stops_as_well(new_demo, left_over, wait_for):
    with new_demo("interrupted") as demo:
        wait_for((demo.data_dir / "logs" / "sandbox.log").exists, timeout=120)
        _, family = demo.stop()

    assert left_over(family) == []
    assert "Everything has stopped." in demo.output


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="not here: only Linux ends orphans")
def test_killed_with_9_it_leaves_no_process_and_the_next_start_works(restartable, left_over):
    _, family = restartable.now.stop(signal.SIGKILL)

    assert left_over(family) == []
    restartable.start_again()


@pytest.mark.parametrize("word", ["/bin/postgres", "app.web.process", "worker"])
def test_a_process_that_is_killed_comes_back_and_the_gate_works_again(started, wait_for, word):
    killed = process_with(started, word).pid

    os.kill(killed, signal.SIGKILL)

    wait_for(lambda: getattr(process_with(started, word), "pid", killed) != killed, timeout=120)
    wait_for(lambda: ready(started), timeout=120)
    ticket = new_ticket(started)
    wait_for(lambda: started.ticket(ticket)["assignees"], timeout=120)  # the bot has seen it
    drag(started, ticket, "replicating")
    wait_for(lambda: IN_THE_WAY in str(started.ticket(ticket)["comments"]), timeout=120)
    assert started.ticket(ticket)["status"] == "validating"


def process_with(demo, ending):
    """The demo's child whose command line has such a word; None between its death and its restart."""
    for process in psutil.Process(demo.pid).children():
        with suppress(psutil.Error):  # it is ending
            if any(word.endswith(ending) for word in process.cmdline()):
                return process
    return None


def ready(demo):
    try:
        return requests.get(f"{demo.web}/readyz", timeout=120).ok
    except requests.ConnectionError:
        return False


def new_ticket(demo):
    """A ticket in Validating with its category, made by a person."""
    tickets = next(each for each in demo.state("lists")["lists"] if each["name"] == "Level 2 Support")
    category = next(field for field in tickets["fields"] if field["name"] == "Category")
    value = {"id": category["id"], "value": category["options"]["Data Issues"]}
    body = {"name": "Sums are wrong", "status": "validating", "custom_fields": [value]}
    made = demo.people("pk_ops").post(f"/list/{tickets['id']}/task", json=body)
    made.raise_for_status()
    return made.json()["id"]


def drag(demo, task_id, status):
    demo.people("pk_ops").put(f"/task/{task_id}", json={"status": status}).raise_for_status()


@pytest.mark.parametrize(
    ("which", "option", "what"),
    [("port", "--port", "the receiver"), ("sandbox_port", "--sandbox-port", "the simulated ClickUp")],
    ids=["receiver", "ClickUp"],
)
def test_a_taken_port_is_named_with_the_way_to_choose_another(new_demo, which, option, what):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with new_demo("never", **{which: port}) as demo:
            assert demo.wait_for_end() == 1

    assert demo.output.startswith(
        f"Error: Port {port} on 127.0.0.1, for {what}, is taken by another program: "
        f"choose another one with {option}, for example {option} "
    )
    assert not demo.data_dir.exists()


def test_a_data_folder_that_cannot_be_written_is_named_with_the_way_out(new_demo, folder):
    """A file in its place, since nothing is forbidden to root."""
    (folder / "a file").write_text("")

    with new_demo("a file") as demo:
        assert demo.wait_for_end() == 1

    assert demo.output == (
        f"Error: The data folder {folder / 'a file'} is not writable (Not a directory): choose another "
        "folder with --data-dir or STAGEGATE_DATA_DIR.\n"
    )


def test_a_data_folder_in_use_is_named_with_its_owner(started, new_demo):
    with new_demo("started") as second:
        assert second.wait_for_end() == 1

    assert second.output.splitlines()[-1] == (
        f"Error: The data folder {started.data_dir} is in use by another stagegate (process {started.pid}): "
        "stop it, or choose another folder with --data-dir or STAGEGATE_DATA_DIR."
    )
