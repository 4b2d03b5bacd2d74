"""A database as a big company has it after years."""

from typing import TYPE_CHECKING

from clickup import TICKETS

if TYPE_CHECKING:
    from machine import Machine


def fill(machine: "Machine", *, moves: int, tickets: int) -> None:
    """Add judged moves and tickets, one in fifty of them open."""
    machine.sql(
        "INSERT INTO tickets (task_id, list_id, stage, status, entered_at, sla_next_at)"
        " SELECT 'old' || n, %s,"
        " CASE WHEN n %% 50 = 0 THEN 'Estimating' ELSE 'Closed (Resolved)' END,"
        " CASE WHEN n %% 50 = 0 THEN 'estimating' ELSE 'In Production' END,"
        " now() - n * interval '1 minute', CASE WHEN n %% 50 = 0 THEN now() + interval '1 day' END"
        " FROM generate_series(1, %s) AS n",
        TICKETS,
        tickets,
    )
    machine.sql(
        "INSERT INTO moves"
        " (task_id, from_stage, to_stage, mover_id, mover_name, verdict, findings, at, delivery_id)"
        " SELECT 'old' || 1 + n %% %s, 'Validating', 'Replicating', 54000002, 'Olivia Ops', 'rejected',"
        """ '[{"code": "datum:Severity", "outcome": "unmet", "sentence": "Severity is not set."}]'::jsonb,"""
        " now() - n * interval '10 seconds', -n FROM generate_series(1, %s) AS n",
        tickets,
        moves,
    )
    machine.sql("VACUUM (ANALYZE) tickets")
    machine.sql("VACUUM (ANALYZE) moves")
