"""Judges splices of registries with nothing but Python's own json.

Question: [{"before", "after", "layout", "edits"}], contents in base64. Answer: what is wrong with each, or null.
What is expected is what TinyDB's upsert, insert and remove would have made of the dictionary.
"""

import base64
import json
import sys

TABLE = 'Certificates'
# The fields of the layout before that with component ids: they go when a row is written.
OLDER = ('party_id', 'component', 'ip', 'port')


def read(content):
    return json.loads(content.decode()) if content else {}


def read_members(content):
    """Reads without losing a name that stands twice."""
    return json.loads(content.decode(), object_pairs_hook=lambda members: ('object', members))[1] if content else []


def party_of(row, layout):
    return row['component_id'] if layout == 'component' and 'component_id' in row else row.get('party_id')


def make_fields(edit, layout):
    if layout == 'component':
        return {'certificate': edit['certificatePem'], 'component_id': edit['partyId']}
    role = {'node': 'NODE', 'researcher': 'RESEARCHER'}[edit['role']]
    fields = {'certificate': edit['certificatePem'], 'party_id': edit['partyId'], 'component': role}
    if layout == 'address':
        fields.update(edit['address'])
    return fields


def apply(document, splice):
    rows = document.get(TABLE, {})
    highest = max(map(int, rows), default=0)
    for edit in sorted(splice['edits'], key=lambda edit: edit['partyId']):
        held = [number for number, row in rows.items() if party_of(row, splice['layout']) == edit['partyId']]
        if edit['kind'] == 'delete':
            for number in held:
                del rows[number]
        elif held:
            for name in OLDER if splice['layout'] == 'component' else ():
                rows[held[0]].pop(name, None)
            rows[held[0]].update(make_fields(edit, splice['layout']))
        else:
            highest += 1
            rows[str(highest)] = make_fields(edit, splice['layout'])
    if rows:
        document[TABLE] = rows


def list_foreign(content, named, layout):
    members = read_members(content)
    others = [member for member in members if member[0] != TABLE]
    rows = [row for name, table in members if name == TABLE for row in table[1]]
    return others, [row for row in rows if party_of(dict(row[1][1]), layout) not in named]


def judge(splice):
    before, after = (base64.b64decode(splice[side]) for side in ('before', 'after'))
    expected = read(before)
    apply(expected, splice)
    named = {edit['partyId'] for edit in splice['edits']}
    if repr(read(after)) != repr(expected):
        return 'expected %r, found %r' % (expected, read(after))
    if repr(list_foreign(after, named, splice['layout'])) != repr(list_foreign(before, named, splice['layout'])):
        return 'what is foreign has changed'
    if len(after) < len(before):
        return 'it is shorter'
    return None


json.dump([judge(splice) for splice in json.load(sys.stdin)], sys.stdout)
