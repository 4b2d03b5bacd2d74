"""The advised priority, to the letter."""

from app.messages.comments import advice as words
from clickup_client.comment import mention
from rules.priority import PriorityAdvice

ADVICE = PriorityAdvice(
    priority=3,
    points=11,
    reasons=("Severity: Major gives 8 points.", "Company Tier: Gold gives 3 points."),
    unknown=("Client Target Date is not set.",),
)


def test_the_advice_gives_its_reasons_and_what_is_not_known():
    assert words.advice(ADVICE).plain() == (
        "Advised priority: Normal (11 points).\n"
        "- Severity: Major gives 8 points.\n"
        "- Company Tier: Gold gives 3 points.\n"
        "- Client Target Date is not set.\n"
    )


def test_the_remark_says_that_another_priority_is_allowed():
    said = words.remark("The priority is High.", ADVICE, "Fixing", mention(5, "Paula PM"))
    assert said.plain() == (
        "@Paula PM moved this ticket to Fixing. It can stay there. The priority is High.\n"
        "- Severity: Major gives 8 points.\n"
        "- Company Tier: Gold gives 3 points.\n"
        "If the priority is intended, there is nothing to do.\n"
    )
    assert words.INTENDED == "If the priority is intended, there is nothing to do."
