"""Tells what TinyDB's own storage makes of contents.

Question: [base64]. Answer, for each: "empty", "object", "other" (a value that is no object) or "refused".
"""

import base64
import json
import os
import sys
import tempfile

from tinydb.storages import JSONStorage


def read(path, content):
    with open(path, 'wb') as file:
        file.write(content)
    storage = JSONStorage(path)
    try:
        value = storage.read()
    except (ValueError, RecursionError):
        return 'refused'
    finally:
        storage.close()
    if not content:
        return 'empty'
    return 'object' if isinstance(value, dict) else 'other'


with tempfile.TemporaryDirectory() as directory:
    path = os.path.join(directory, 'db.json')
    json.dump([read(path, base64.b64decode(content)) for content in json.load(sys.stdin)], sys.stdout)
