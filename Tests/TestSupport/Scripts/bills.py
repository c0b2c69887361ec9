"""Validates a bill of materials: bills.py spdx|cyclonedx FILE; prints what is wrong, if anything."""

import sys

kind, path = sys.argv[1:]
if kind == "spdx":
    from spdx_tools.spdx.parser.parse_anything import parse_file
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    for message in validate_full_spdx_document(parse_file(path)):
        print(message.validation_message)
else:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    error = JsonStrictValidator(SchemaVersion.V1_5).validate_str(open(path).read())
    if error:
        print(error)
