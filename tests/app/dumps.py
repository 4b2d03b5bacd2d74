"""A dump of a database and its return, as `pg_restore --single-transaction` has it, but quick."""

import psycopg
from psycopg import sql

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_SEQUENCES = """
    SELECT sequencename, coalesce(last_value, start_value), last_value IS NOT NULL
    FROM pg_sequences WHERE schemaname = 'public'
"""


class Dump:
    """What a database holds now."""

    def __init__(self, url):
        self._url = url
        with psycopg.connect(url) as connection:
            tables = [name for (name,) in connection.execute(_TABLES)]
            self._rows = {name: _copied(connection, name) for name in tables}
            self._sequences = connection.execute(_SEQUENCES).fetchall()

    def restore(self):
        """Let the database hold that again, written by another transaction."""
        with psycopg.connect(self._url) as connection:
            connection.execute("SET session_replication_role = replica")  # no foreign key is looked at
            for name, rows in self._rows.items():
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
                with connection.cursor().copy(_copy(name, "FROM STDIN")) as copy:
                    copy.write(rows)
            for name, value, is_called in self._sequences:
                connection.execute("SELECT setval(%s, %s, %s)", [name, value, is_called])


def _copied(connection, name):
    with connection.cursor().copy(_copy(name, "TO STDOUT")) as copy:
        return b"".join(copy)


def _copy(name, where):
    return sql.SQL("COPY {} {}").format(sql.Identifier(name), sql.SQL(where))
