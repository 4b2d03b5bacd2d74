"""The base of all parts of a process file: frozen, and strict with helpful errors."""

from typing import Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from rules.wording import choose, quoted

#: A name or a text that is not empty.
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def fault(message: str, *, key: str | None = None) -> PydanticCustomError:
    """
    An error in a process file, in words.

    ``key`` is the wrong key, if the error concerns one key of a whole mapping.
    """
    # The message is passed as a value, because the braces of a template are place-holders.
    return PydanticCustomError("process_file", "{message}", {"message": message, "key": key})


class Part(BaseModel):
    """A mapping of the process file. Unknown keys are errors that name the known ones."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _refuse_unknown_keys(cls, data: Any) -> Any:
        if isinstance(data, dict):
            known = [field.alias or name for name, field in cls.model_fields.items()]
            for key in data:
                if key not in known:
                    raise fault(f"unknown key {quoted(str(key))}; {choose(str(key), known)}", key=str(key))
        return data


def one_of(literal: Any, *, otherwise: str = "") -> BeforeValidator:
    """
    A validator for a ``Literal`` of texts whose error names the choices.

    ``otherwise`` ends the error with what else may be written in that place.
    """
    choices = get_args(literal)

    def check(value: Any) -> Any:
        if value not in choices:
            raise fault(f"unknown word {quoted(str(value))}; {choose(str(value), choices)}{otherwise}")
        return value

    return BeforeValidator(check)
