"""A process of another trade that says no more than a process must."""

MINIMAL = {
    "process": "Hiring",
    "lists": {"tickets": "Applications"},
    "data": {
        "Letter": {"field": "Letter", "type": "text"},
        "Signed": {"field": "Signed", "type": "checkbox"},
    },
    "owners": {"HR": {"group": "People"}},
    "stages": [
        {"stage": "Reading", "status": "to do", "owner": "HR"},
        {"stage": "Talking", "status": "talking", "requires": ["Letter"]},
        {"stage": "Hired", "status": "hired", "closed": "resolved"},
        {"stage": "Declined", "status": "declined", "closed": "unresolved"},
    ],
}
