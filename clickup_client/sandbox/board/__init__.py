"""The board: pages at ``/`` for people."""
