"""The JSON Schema of process files, with which editors complete and check them.  Made from the models."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import CoreSchema
from pydantic_core.core_schema import BeforeValidatorFunctionSchema, WithDefaultSchema

from rules.process.part import Part
from rules.process.process import Process

#: Where the file is kept, beside the shipped process, whose first line names it.
FILE_NAME: Final = "process.schema.json"

_POINTS: Final[JsonSchemaValue] = {"type": "integer", "minimum": 0, "maximum": 1000}
_WORKING_TIME: Final = "^[1-9][0-9]* (minutes?|hours?|days?)$"

#: What may be written where the models parse a text.  By module and name of what reads it.
_WRITTEN: Final[Mapping[tuple[str, str], JsonSchemaValue]] = {
    ("rules.process.durations", "_read_wait"): {
        "type": "string",
        "pattern": "^[1-9][0-9]* (seconds?|minutes?|hours?)$",
        "examples": ["30 seconds", "2 minutes"],
    },
    ("rules.process.durations", "_read_sla"): {
        "anyOf": [
            {"const": "due date"},
            {"type": "string", "pattern": _WORKING_TIME, "examples": ["1 day", "4 hours"]},
            {"type": "null"},
        ]
    },
    ("rules.process.datum", "_read_length"): {
        "type": "string",
        "pattern": "^[1-9][0-9]* characters?$",
        "examples": ["20 characters"],
    },
    ("rules.process.sla", "_read_share"): {
        "type": "string",
        "pattern": "^[1-9][0-9]* ?%$",
        "examples": ["75 %"],
    },
    ("rules.process.sla", "_read_days_before"): {
        "type": "string",
        "pattern": "^[1-9][0-9]* days? before$",
        "examples": ["1 day before"],
    },
    ("rules.process.sla", "_read_days_after"): {
        "type": "string",
        "pattern": "^[1-9][0-9]* days? after$",
        "examples": ["1 day after"],
    },
    ("rules.process.calendar", "_read_hours"): {
        "type": "string",
        "examples": ["Mon-Fri 09:00-17:00", "Mon-Thu 09:00-17:00, Fri 09:00-14:00"],
    },
    ("rules.process.calendar", "_iso_day"): {"type": "string", "format": "date"},
    ("rules.process.priority", "_points"): _POINTS,
    ("rules.process.priority", "_read_table"): {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": _POINTS,
    },
}

#: Readers that take a single text as well as what the model says.
_OR_TEXT: Final = frozenset({("rules.process.lists", "_short_form"), ("rules.process.stage", "_short_form")})

#: Readers that change nothing about what may be written.
_ONLY_CHECK: Final = frozenset(
    {("rules.process.part", "Part._refuse_unknown_keys"), ("rules.process.part", "one_of.<locals>.check")}
)


class UnknownReaderError(Exception):
    """The models read something that this module does not know how to describe."""


def schema_text() -> str:
    """The schema as it stands in its file."""
    return json.dumps(process_schema(), indent=2, ensure_ascii=False) + "\n"


def process_schema() -> dict[str, Any]:
    """The schema as data."""
    schema = Process.model_json_schema(by_alias=True, schema_generator=_AsWritten)
    _describe(schema, Process)
    for model in Part.__subclasses__():
        if model.__name__ in schema["$defs"]:
            _describe(schema["$defs"][model.__name__], model)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Stagegate process"}


class _AsWritten(GenerateJsonSchema):
    """Describes what is written in the file, not what the models make of it."""

    def function_before_schema(self, schema: BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        function = schema["function"]["function"]
        reader = (function.__module__, function.__qualname__)
        if reader in _WRITTEN:
            return dict(_WRITTEN[reader])
        inner = self.generate_inner(schema["schema"])
        if reader in _OR_TEXT:
            return {"anyOf": [{"type": "string", "minLength": 1}, inner]}
        if reader in _ONLY_CHECK:
            return inner
        raise UnknownReaderError(".".join(reader))

    def default_schema(self, schema: WithDefaultSchema) -> JsonSchemaValue:
        """Without the default, which is a value of the models and not a text of the file."""
        return self.generate_inner(schema["schema"])

    def field_title_should_be_set(self, schema: CoreSchema | Any) -> bool:
        """A title would only repeat the key."""
        del schema
        return False


def _describe(definition: dict[str, Any], model: type[Part]) -> None:
    """Turn a model's docstring into the descriptions that an editor shows."""
    text = definition.get("description", "").replace("``", "`")
    summary, _, attributes = text.partition("\n\nAttributes:\n")
    definition["description"] = " ".join(summary.split())
    properties = definition.get("properties", {})
    for name, words in re.findall(r"^    (\w+): (.*(?:\n        .*)*)", attributes, re.MULTILINE):
        field = model.model_fields[name]
        properties[field.alias or name]["description"] = " ".join(words.split())
