"""What an administrator reads about changed stages."""

from app.messages.admin import stage_changes as words


def test_a_renamed_stage():
    assert words.renamed("Fix", "Repair", ["86a"]) == 'The stage "Fix" is now called "Repair" (1 ticket).'
    assert words.renamed("Fix", "Repair", []) == 'The stage "Fix" is now called "Repair" (0 tickets).'


def test_a_removed_stage():
    assert words.removed("Fix", "Check", []) == 'The stage "Fix" is gone. No ticket was in it.'
    assert words.removed("Fix", "Check", ["86a"]) == (
        'The stage "Fix" is gone. One ticket counts as in "Check" until someone moves it: 86a.'
    )
    many = words.removed("Fix", "Check", [f"86{number}" for number in range(22)])
    assert many.startswith(
        'The stage "Fix" is gone. 22 tickets count as in "Check" until someone moves it: 860, '
    )
    assert many.endswith(", 8619 and 2 more.")


def test_all_changes_and_none():
    both = words.all_of({"Fix": "Repair"}, {"Test": "Repair"}, {"Fix": [], "Test": []})

    assert both == [words.renamed("Fix", "Repair", []), words.removed("Test", "Repair", [])]
    assert words.nothing() == "No stage has another name or is gone: nothing to do."
