"""A decision that someone overruled."""

from rules.decision import Override, Verdict

PAULA = Override(by_id=4, by="Paula PM", reason="The client is waiting.")


def test_what_stands_in_the_way_is_overruled_and_still_told(judged):
    decision = judged("Replicating", {"Severity": None})

    overruled = decision.overruled(PAULA)

    assert (decision.verdict, decision.ends_in) == (Verdict.REJECTED, "Validating")
    assert (overruled.verdict, overruled.ends_in) == (Verdict.OVERRIDDEN, "Replicating")
    assert overruled.unmet == decision.unmet


def test_what_was_allowed_stays_so(judged):
    assert judged("Replicating").overruled(PAULA).verdict is Verdict.ALLOWED
