"""The flowchart of a process, whole."""

from app.process.diagram import diagram
from rules.process.process import Process


def process(**changes):
    return Process.model_validate(
        {
            "process": "Hiring",
            "lists": {"tickets": "Applications"},
            "data": {
                "Letter": {"field": "Letter", "type": "text"},
                "Reasons": {"field": "Reasons", "type": "text"},
            },
            "owners": {"HR": {"group": "People"}},
            "stages": [
                {
                    "stage": "Reading",
                    "status": "to do",
                    "owner": "HR",
                    "requires": [{"datum": "Reasons", "when": "de-escalating", "fresh": True}],
                },
                {"stage": "Talking", "status": "talking", "requires": ["Letter"]},
                {"stage": "Hired", "status": "hired", "closed": "resolved"},
                {"stage": "Declined", "status": "declined", "closed": "unresolved"},
            ],
        }
        | changes
    )


def test_a_process_is_drawn_with_its_stages_and_every_move_that_is_in_order():
    assert diagram(process()) == (
        "flowchart TD\n"
        '    s0["<b>Reading (#quot;to do#quot; in ClickUp)</b><br>HR<br>'
        '• Reasons (when de-escalating, written again)"]\n'
        '    s1["<b>Talking</b><br>• Letter"]\n'
        '    s2{{"<b>Hired</b>"}}\n'
        '    s3{{"<b>Declined</b>"}}\n'
        "    s0 ==> s1\n"
        "    s0 --> s3\n"
        "    s1 -.-> s0\n"
        "    s1 ==> s2\n"
        "    s1 --> s3\n"
        "    s2 -.-> s0\n"
        "    s3 -.-> s0\n"
    )


def test_markup_in_names_stays_text():
    stages = [
        {"stage": "<script>#1`", "status": "<script>#1`"},
        {"stage": "Done", "status": "done", "closed": "resolved"},
    ]

    assert diagram(process(stages=stages)).splitlines()[1] == '    s0["<b>#lt;script#gt;#35;1#96;</b>"]'
