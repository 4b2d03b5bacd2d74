"""One name for client reports: of the tables, and in waiting jobs, dead letters and comments."""

from alembic import op

revision = "0025"
down_revision = "0024"

_RENAMING = (
    "ALTER INDEX pk_submissions RENAME TO pk_client_reports",
    "ALTER INDEX uq_submissions_source_idempotency_key RENAME TO uq_client_reports_source_idempotency_key",
    "ALTER INDEX ix_submissions_open RENAME TO ix_client_reports_open",
    "ALTER INDEX pk_submission_files RENAME TO pk_client_report_files",
    "ALTER INDEX ix_submission_files_reference RENAME TO ix_client_report_files_reference",
    "ALTER INDEX pk_submission_pieces RENAME TO pk_client_report_pieces",
    "ALTER SEQUENCE submission_files_file_id_seq RENAME TO client_report_files_file_id_seq",
    """ALTER TABLE client_report_files
        RENAME CONSTRAINT submission_files_reference_fkey TO client_report_files_reference_fkey""",
    """ALTER TABLE client_report_pieces
        RENAME CONSTRAINT submission_pieces_file_id_fkey TO client_report_pieces_file_id_fkey""",
    "UPDATE comments SET kind = 'client_report' WHERE kind = 'submission'",
    """UPDATE dead_letters SET task_id = replace(task_id, 'submission:', 'client_report:')
        WHERE task_id LIKE 'submission:%'""",
    """UPDATE procrastinate_jobs SET
        task_name = 'client_report',
        lock = replace(lock, 'submission:', 'client_report:'),
        queueing_lock = replace(queueing_lock, 'submission:', 'client_report:'),
        args = args ||
            jsonb_build_object('task_id', replace(args->>'task_id', 'submission:', 'client_report:'))
        WHERE task_name = 'submission'""",
)


def upgrade() -> None:
    """Rename the tables with what belongs to them, and what waits in the queue."""
    op.rename_table("submissions", "client_reports")
    op.rename_table("submission_files", "client_report_files")
    op.rename_table("submission_pieces", "client_report_pieces")
    for statement in _RENAMING:
        op.execute(statement)
