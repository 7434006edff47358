"""Tells what TinyDB reads in registries.

Question: [path]. Answer, for each: {"registrations": {party: certificate}, "others": text}, where the text tells all rows
of all other tables.
"""

import json
import sys

from tinydb import TinyDB


def describe(path):
    with TinyDB(path, access_mode='r') as database:
        registrations = {row.get('party_id') or row['component_id']: row['certificate'] for row in database.table('Certificates').all()}
        names = sorted(name for name in database.tables() if name != 'Certificates')
        others = {name: {row.doc_id: row for row in database.table(name).all()} for name in names}
    return {'registrations': registrations, 'others': repr(others)}


json.dump([describe(path) for path in json.load(sys.stdin)], sys.stdout)
