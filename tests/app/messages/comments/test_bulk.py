"""What a person reads who moved many tickets at once, to the letter."""

from app.messages.comments.bulk import OTHERS_SAY_WHY, others_moved


def ticket(name):
    return {"name": name, "url": "https://app.clickup.com/t/1", "who": "Olivia Ops"}


def test_it_names_the_other_tickets_as_people_sort_them():
    assert others_moved([ticket("Bug 10"), ticket("bug 9")]).plain() == (
        "\nYou moved several tickets at once, and I moved 3 of them back. "
        "A comment on each of the others says why:\n"
        "- bug 9 (https://app.clickup.com/t/1)\n"
        "- Bug 10 (https://app.clickup.com/t/1)\n"
    )


def test_it_says_nothing_where_no_other_was_moved_back():
    assert not others_moved([])


def test_the_others_say_why():
    assert OTHERS_SAY_WHY == "A comment on each of the others says why:"
