"""The texts on a ticket that a client's report became, to the letter."""

from app.messages import submission as words


def test_the_description_ends_with_where_it_comes_from():
    said = words.description("It is black.\n", [("Company", "Kino")], source="form:website", reference="7KQ2")

    assert said == (
        'It is black.\n\nCompany: Kino\n\nReported through the form "website". The client\'s reference: 7KQ2'
    )


def test_a_program_is_named_as_the_source():
    said = words.description("", [], source="api:dashboard", reference="7KQ2")

    assert said == 'Reported through "dashboard". The client\'s reference: 7KQ2'


def test_a_company_that_is_not_known_is_named():
    assert words.unknown_company("Kino") == ("Kino (no company in ClickUp has this name, so none is linked)")


def test_a_file_that_clickup_refused_is_asked_for():
    assert words.file_refused("bad.exe", "File type not allowed.").plain() == (
        "The client sent the file bad.exe, but ClickUp did not accept it: File type not allowed. "
        "Please ask the client to send it another way.\n"
    )


def test_a_ticket_that_was_sent_on_says_why():
    assert words.sent_on("Level 2 Support", []).plain() == (
        "A form created this ticket in Level 2 Support, but that process does not handle its category. "
        "I moved it here, where it belongs.\n"
    )


def test_a_ticket_that_was_sent_on_keeps_what_its_new_list_has_no_field_for():
    assert (
        words.sent_on("Level 2 Support", [("Severity", "Minor")])
        .plain()
        .endswith("\n\nThis list has no field for:\n- Severity: Minor\n")
    )
