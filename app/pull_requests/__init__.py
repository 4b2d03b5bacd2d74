"""Asks GitHub and GitLab whether a pull request is merged, and reads its address."""

from app.pull_requests.addresses import read_addresses
from app.pull_requests.code_host import Provider, github, gitlab
from app.pull_requests.lookup import ProviderAwayError, look_up, places_beside, seconds_until_free

__all__ = [
    "Provider",
    "ProviderAwayError",
    "github",
    "gitlab",
    "look_up",
    "places_beside",
    "read_addresses",
    "seconds_until_free",
]
