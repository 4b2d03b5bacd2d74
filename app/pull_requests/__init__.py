"""Pull requests at GitHub and merge requests at GitLab: their addresses, and whether they are merged."""

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
