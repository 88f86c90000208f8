"""This file defines the order of the keys of a file: that of its shape. Names that people give (of facts, parties, values) keep theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from contract_model.loading.surface import Surface


def keys_of(shape: Any, found: Iterable[str]) -> Mapping[str, Any]:
    """The keys that a mapping of a shape may have, in their order, each with the shape of its value; `found` are those it has.

    Of several shapes it is the one that knows most of them. Nothing where the keys are names.
    """
    has = set(found)
    known = [_fields(s) for s in _alternatives(shape) if isinstance(s, type) and issubclass(s, Surface)]
    return max(known, key=lambda keys: len(has & keys.keys()), default={})


def named(shape: Any) -> Any:
    """The shape of what stands under the names of a mapping; none where it is not known."""
    return next((get_args(s)[1] for s in _alternatives(shape) if get_origin(s) is dict), None)


def items(shape: Any) -> Any:
    """The shape of the items of a list; of what may also stand alone, its own. None where it is not known."""
    return next((get_args(s)[0] for s in _alternatives(shape) if get_origin(s) is list), None)


def _fields(shape: type[Surface]) -> dict[str, Any]:
    keys = {field.alias or name: field.annotation for name, field in shape.model_fields.items()}
    return {key: keys[key] for key in (*shape.first_keys, *keys)}


def _alternatives(shape: Any) -> Iterator[Any]:
    if get_origin(shape) is Annotated:
        yield from _alternatives(get_args(shape)[0])
    elif get_origin(shape) in (Union, type(int | str)):
        for part in get_args(shape):
            yield from _alternatives(part)
    elif shape is not None:
        yield shape
