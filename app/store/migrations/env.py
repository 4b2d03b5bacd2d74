"""What Alembic runs: always on the connection (and in the transaction) of `app.store.migrate.upgrade`."""

from alembic import context

from app.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
