"""The pages at ``/``, for a person who wants to see what happened."""
