"""
Values of custom fields: reads what ClickUp sends and writes what it accepts, type by type.

Source: https://developer.clickup.com/docs/customfields and, for writing,
https://developer.clickup.com/reference/setcustomfieldvalue

===================================  =========================  ===============================
type                                 ``read`` gives             ``write_value`` takes
===================================  =========================  ===============================
text, short_text, url, email, phone  ``str``                    ``str``
number, currency                     ``Decimal``                ``int``, ``float``, ``Decimal``
emoji (a rating)                     ``int``                    ``int``, from 0 to its count
checkbox                             ``bool``                   ``bool``
date                                 ``datetime``, aware UTC    ``datetime``, aware
drop_down                            ``Option``                 ``Option``, or its id or name
labels                               tuple of ``Option``        those; all it is to hold
users                                tuple of ``User | Group``  user ids; all it is to hold
tasks, list_relationship             tuple of ``TaskRef``       task ids; all it is to hold
formula                              ``Decimal``, else ``str``  (never)
manual_progress                      ``dict``                   ``int``, ``float``, ``Decimal``
location                             ``dict``                   ``dict``
button                               as sent                    ``True``, which presses it
automatic_progress, attachment       as sent                    (never)
votes, signature                     as sent                    (never)
any other: what ClickUp adds later   as sent                    (never)
===================================  =========================  ===============================

A field that was never filled reads as ``None``, whatever its type. A type without its own shape returns
ClickUp's JSON unchanged. The same applies to types that ClickUp adds later: a new type is no error, and does
not count as empty.
"""

from clickup_client.field_reading import FieldValue, read
from clickup_client.field_writing import write_value

__all__ = ["FieldValue", "read", "write_value"]
