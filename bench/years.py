"""A database as a big company has it after years."""

from typing import TYPE_CHECKING

from clickup import TICKETS

if TYPE_CHECKING:
    from machine import Machine


def fill(machine: "Machine", *, moves: int, tickets: int) -> None:
    """Add judged moves, tickets, one in fifty of them open, and for each ticket two handled deliveries."""
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
    machine.sql(
        "INSERT INTO deliveries (key, webhook_id, event, task_id, mover_id, body, received_at, handled_at)"
        " SELECT 'old' || n, 'w', 'taskUpdated', 'old' || 1 + n %% %s, 54000002, decode('7b7d', 'hex'),"
        " now() - n * interval '10 seconds', now() - n * interval '10 seconds'"
        " FROM generate_series(1, 2 * %s) AS n",
        tickets,
        tickets,
    )
    for table in ("tickets", "moves", "deliveries"):
        machine.sql(f"VACUUM (ANALYZE) {table}")
