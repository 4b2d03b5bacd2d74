"""The environment around the settings: misspelt names, what child processes get, and the way past proxies."""

import os
from collections.abc import Mapping
from difflib import get_close_matches

from app.config.settings import PREFIX, Settings, variable_of


def misspelt_variables() -> tuple[str, ...]:
    """A sentence for each environment variable that has our prefix but is not a setting."""
    known = [variable_of(name) for name in Settings.model_fields]
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    return tuple(
        f"{name} is not a setting" + "".join(f", did you mean {near}?" for near in _nearest(name, known))
        for name in unknown
    )


def environment_of_child(values: Mapping[str, str], *, keep_ours: bool) -> dict[str, str]:
    """The environment for a child process: ours plus `values`; without our settings unless `keep_ours`."""
    ours = {"DATABASE_URL", "PORT"}
    return {
        name: value
        for name, value in os.environ.items()
        if keep_ours or not (name.startswith(PREFIX) or name in ours)
    } | dict(values)


def bypass_proxies(host: str) -> None:
    """Reach `host` directly, here and in child processes, whatever proxy the environment names."""
    for name in ("NO_PROXY", "no_proxy"):
        known = [part for part in os.environ.get(name, "").split(",") if part]
        os.environ[name] = ",".join([*known, host])


def _nearest(name: str, known: list[str]) -> list[str]:
    return get_close_matches(name, known, n=1)
