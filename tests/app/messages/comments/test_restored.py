from datetime import date

from app.messages.comments.restored import may_not_know


def test_whoever_owns_the_stage_is_asked_about_all_of_it_at_once():
    assert may_not_know(["estimated", "delivered", "closed"], date(2026, 12, 3)).plain() == (
        "Please check what the client knows.\n\n"
        "Stagegate's database was restored from a backup. I no longer know whether I told the client "
        "this, so I do not tell it again:\n"
        "- the delivery date, Thursday, 3 December 2026\n"
        "- that this ticket is solved\n"
        "- that this ticket is closed without a solution\n"
        "If the client does not know, please tell them yourself.\n"
    )


def test_a_date_that_is_gone_is_not_named():
    assert "- the delivery date\n" in may_not_know(["rescheduled"], None).plain()
