"""Judges examples with Python's jsonschema, by the bundle.

python3 python.py FOLDER WAY    reads the names of examples, prints NAME: VERDICT

WAY is how the schema of a kind is chosen: "pointer" or "id" of it in the bundle,
or "file", its own file in FOLDER.
"""

import functools
import json
import sys

from jsonschema import Draft202012Validator

folder, way = sys.argv[1:]


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


bundle = read_json(f"{folder}/bundle.json")


@functools.cache
def validator(kind):
    if way == "file":
        schema = read_json(f"{folder}/{kind}.bundle.json")
    elif way == "id":
        schema = {**bundle, "$ref": bundle["$defs"][kind]["$id"]}
    else:
        schema = {**bundle, "$ref": f"#/$defs/{kind}"}
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


for name in sys.stdin.read().split():
    kind = name.split("/")[1]
    print(f"{name}: {'valid' if validator(kind).is_valid(read_json(name)) else 'invalid'}")
