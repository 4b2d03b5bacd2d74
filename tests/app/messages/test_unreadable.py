"""Why a value cannot be read or used, to the letter."""

import pytest

from app.messages import unreadable as words


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (
            words.no_field("Severity"),
            'this list no longer has a field named "Severity" in ClickUp, or Stagegate may not see it',
        ),
        (
            words.other_type("Severity", found="text", expected="drop_down"),
            'the field "Severity" has the type text in ClickUp, but the process file expects drop_down',
        ),
        (
            words.not_understood("Severity"),
            'the field "Severity" holds a value that Stagegate does not understand',
        ),
        (words.unreadable("Severity", "has no options"), 'the field "Severity" has no options'),
        (
            words.company_hidden("Kino"),
            'Stagegate is not allowed to see the linked company "Kino" in ClickUp',
        ),
        (words.option_gone(), "the option that was chosen no longer exists in ClickUp"),
        (words.company_unreadable("Kino"), 'the data of the linked company "Kino" cannot be read'),
        (words.company_without("Kino", "Company Tier"), 'the linked company "Kino" has no "Company Tier"'),
        (words.company_gone("Kino"), 'the linked company "Kino" no longer exists in ClickUp'),
        (
            words.no_company_field("Company Tier"),
            'the list of companies no longer has a field named "Company Tier" in ClickUp',
        ),
        (
            words.unreadable_company_field("Company Tier", company="Kino", reason="has no options"),
            'the field "Company Tier" of the company "Kino" has no options',
        ),
        (
            words.company_field_not_text("Company Tier", "number"),
            'the field "Company Tier" of the companies has the type number, which is not text',
        ),
    ],
)
def test_a_reason_names_the_field_or_the_company(said, reason):
    assert said == reason
