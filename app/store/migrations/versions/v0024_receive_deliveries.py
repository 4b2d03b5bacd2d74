"""Keeping the deliveries that arrive at the same time in one statement and one commit."""

from alembic import op

revision = "0024"
down_revision = "0023"

# A ticket's lock comes first: what is looked at after it includes everything that others committed before.
# Where it is taken and the caller does not wait, there is no row for the delivery.
_FUNCTION = """
CREATE FUNCTION receive_deliveries(_told jsonb, _bodies bytea[], _waits boolean)
    RETURNS TABLE (place integer, delivery_id bigint, moves boolean, queued boolean)
    LANGUAGE plpgsql
AS $$
DECLARE
    told record;
    job procrastinate_job_to_defer_v1;
BEGIN
    place := 0;
    FOR told IN
        SELECT * FROM jsonb_to_recordset(_told) AS (
            key text, webhook_id text, event text, task_id text, mover_id bigint, moves boolean,
            resting text[], move jsonb, edit jsonb, edit_delay interval
        )
    LOOP
        place := place + 1;
        IF _waits THEN
            PERFORM pg_advisory_xact_lock(hashtextextended(told.task_id, 0));
        ELSIF NOT pg_try_advisory_xact_lock(hashtextextended(told.task_id, 0)) THEN
            CONTINUE;
        END IF;
        delivery_id := NULL;
        INSERT INTO deliveries (key, webhook_id, event, task_id, mover_id, body)
            VALUES (told.key, told.webhook_id, told.event, told.task_id, told.mover_id, _bodies[place])
            ON CONFLICT (key) DO NOTHING
            RETURNING deliveries.delivery_id INTO delivery_id;
        moves := told.moves AND NOT EXISTS (
            SELECT FROM tickets
            WHERE tickets.task_id = told.task_id AND gone_at IS NULL AND lower(status) = ANY(told.resting)
        );
        queued := false;
        IF delivery_id IS NOT NULL AND told.move IS NOT NULL AND NOT EXISTS (
            SELECT FROM procrastinate_jobs
            WHERE status = 'todo' AND (
                queueing_lock = told.move->>'queueing_lock'
                OR (NOT moves AND queueing_lock = told.edit->>'queueing_lock')
            )
        ) THEN
            job := jsonb_populate_record(job, CASE WHEN moves THEN told.move ELSE told.edit END);
            job.scheduled_at := CASE WHEN NOT moves THEN now() + told.edit_delay END;
            BEGIN
                PERFORM procrastinate_defer_jobs_v1(ARRAY[job]);
                queued := true;
            EXCEPTION WHEN unique_violation THEN
                NULL; -- someone else was faster
            END;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$
"""


def upgrade() -> None:
    """Create the function in place of the one for a single delivery."""
    op.execute(_FUNCTION)
    op.execute(
        "DROP FUNCTION receive_delivery(text, text, text, text, bigint, bytea, boolean, text[],"
        " procrastinate_job_to_defer_v1, procrastinate_job_to_defer_v1)"
    )
