"""Keeping a delivery and queueing the look at its ticket in one round trip of the receiver."""

from alembic import op

revision = "0018"
down_revision = "0017"

# The lock comes first: what is looked at after it includes everything that others committed before.
_FUNCTION = """
CREATE FUNCTION receive_delivery(
    _key text, _webhook_id text, _event text, _task_id text, _mover_id bigint, _body bytea,
    _moves boolean, _resting text[],
    _move procrastinate_job_to_defer_v1, _edit procrastinate_job_to_defer_v1
)
    RETURNS TABLE (delivery_id bigint, moves boolean, queued boolean)
    LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(_task_id, 0));
    INSERT INTO deliveries (key, webhook_id, event, task_id, mover_id, body)
        VALUES (_key, _webhook_id, _event, _task_id, _mover_id, _body)
        ON CONFLICT (key) DO NOTHING
        RETURNING deliveries.delivery_id INTO delivery_id;
    IF delivery_id IS NULL THEN
        RETURN;
    END IF;
    moves := _moves AND NOT EXISTS (
        SELECT FROM tickets
        WHERE tickets.task_id = _task_id AND gone_at IS NULL AND lower(status) = ANY(_resting)
    );
    queued := false;
    IF (_move).task_name IS NOT NULL AND NOT EXISTS (
        SELECT FROM procrastinate_jobs
        WHERE status = 'todo' AND (
            queueing_lock = (_move).queueing_lock OR (NOT moves AND queueing_lock = (_edit).queueing_lock)
        )
    ) THEN
        BEGIN
            PERFORM procrastinate_defer_jobs_v1(ARRAY[CASE WHEN moves THEN _move ELSE _edit END]);
            queued := true;
        EXCEPTION WHEN unique_violation THEN
            NULL; -- someone else was faster
        END;
    END IF;
    RETURN NEXT;
END
$$
"""


def upgrade() -> None:
    """Create the function."""
    op.execute(_FUNCTION)
