"""Validates YAML documents against JSON Schemas, both as a JSON object on standard input.

{"schemas": {NAME: SCHEMA}, "documents": [{"schema": NAME, "text": YAML}]} is answered by
{"schemas": {NAME: null or what is wrong}, "documents": [null or what is wrong]}.
"""

import json
import re
import sys

import jsonschema
import yaml


class CoreLoader(yaml.BaseLoader):
    """YAML 1.2's core schema, as editors read documents; PyYAML's own loaders read YAML 1.1."""


BOOLEANS = {"true": True, "false": False}
INTEGER, FLOAT = "tag:yaml.org,2002:int", "tag:yaml.org,2002:float"
BOOLEAN, NULL = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null"
CoreLoader.yaml_implicit_resolvers = {}
for tag, form in [
    (NULL, r"^(~|null|Null|NULL|)$"),
    (BOOLEAN, r"^(true|True|TRUE|false|False|FALSE)$"),
    (INTEGER, r"^([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$"),
    (FLOAT, r"^([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))$"),
]:
    CoreLoader.add_implicit_resolver(tag, re.compile(form), None)
CoreLoader.add_constructor(NULL, lambda loader, node: None)
CoreLoader.add_constructor(BOOLEAN, lambda loader, node: BOOLEANS[node.value.lower()])
# What no document uses but in quotes shall match no type that documents have.
CoreLoader.add_constructor(FLOAT, lambda loader, node: 0.5)


def integer(loader, node):
    text = node.value
    number = int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    return number if -(2**63) <= number < 2**63 and text[:2] not in ("0o", "0x") else 0.5


CoreLoader.add_constructor(INTEGER, integer)


def mapping(loader, node):
    # Keys are strings, whatever they look like.
    return {key.value: loader.construct_object(value, deep=True) for key, value in node.value}


CoreLoader.add_constructor("tag:yaml.org,2002:map", mapping)
CoreLoader.add_constructor("tag:yaml.org,2002:seq", lambda loader, node: loader.construct_sequence(node, deep=True))
CoreLoader.add_constructor("tag:yaml.org,2002:str", lambda loader, node: node.value)


def wrong_with_schema(schema):
    try:
        jsonschema.Draft202012Validator.check_schema(schema)
    except jsonschema.SchemaError as error:
        return str(error)


def wrong_with_document(schema, text):
    try:
        instance = yaml.load(text, Loader=CoreLoader)
    except yaml.YAMLError as error:
        return f"malformed: {error}"
    error = jsonschema.exceptions.best_match(
        jsonschema.Draft202012Validator(schema).iter_errors(instance))
    return f"{error.json_path}: {error.message}" if error else None


question = json.load(sys.stdin)
schemas = question["schemas"]
json.dump(
    {
        "schemas": {name: wrong_with_schema(schema) for name, schema in schemas.items()},
        "documents": [
            wrong_with_document(schemas[document["schema"]], document["text"])
            for document in question["documents"]
        ],
    },
    sys.stdout,
)
