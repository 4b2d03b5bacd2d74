"""The texts on a ticket that a client's report became, to the letter."""

from app.messages.comments import client_report as words


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
        "The file bad.exe of this report could not be added: File type not allowed. "
        "It has to be sent another way.\n"
    )


def test_the_client_reads_where_a_report_is():
    assert words.sent_on([]).plain() == "This report is with our support team.\n"


def test_a_ticket_that_was_sent_on_keeps_what_its_new_list_has_no_field_for():
    assert (
        words.sent_on([("Severity", "Minor")]).plain()
        == "This report is with our support team.\n\nIt also says:\n- Severity: Minor\n"
    )
