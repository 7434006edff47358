"""Uses a registry through TinyDB with the calls of Fed-BioMed's CertificateManager, before and after a splice.

Question: {"tables", "before", "after", "documents"}. With "tables", TinyDB makes a registry and answers its bytes. With
"before" and "after" (base64), a TinyDB that has the registry open sees it replaced in place, and a new one then gets
every document by its party id, inserts one, upserts one and removes one.
"""

import base64
import json
import os
import sys
import tempfile

from tinydb import Query, TinyDB

TABLE = 'Certificates'


def make(path, tables):
    database = TinyDB(path)
    for name, documents in tables.items():
        for document in documents:
            database.table(name).insert(document)
    database.close()


def write_in_place(path, content):
    with open(path, 'r+b') as file:
        file.write(content)


def get(table, party):
    found = table.get(Query().party_id == party)
    return None if found is None else {'id': found.doc_id, 'fields': list(found.items())}


def describe_others(path):
    with open(path) as file:
        return repr({name: table for name, table in json.load(file).items() if name != TABLE})


def use(path, question):
    before, after = (base64.b64decode(question[side]) for side in ('before', 'after'))
    with open(path, 'wb') as file:
        file.write(before)
    others = describe_others(path) if before else '{}'
    live = TinyDB(path).table(TABLE)
    had = [document['party_id'] for document in live.all()]
    write_in_place(path, after)
    seen = [document['party_id'] for document in live.all()]

    table = TinyDB(path).table(TABLE)
    got = [get(table, party) for party in question['parties']]
    table.insert({'certificate': 'inserted', 'party_id': 'NODE_inserted', 'component': 'NODE'})
    upserted = question['parties'][0]
    table.upsert({'certificate': 'upserted', 'party_id': upserted}, Query().party_id == upserted)
    table.remove(Query().party_id == question['parties'][-1])
    return {
        'had': had,
        'seen': seen,
        'got': got,
        'inserted': get(table, 'NODE_inserted'),
        'upserted': get(table, upserted),
        'left': [document['party_id'] for document in table.all()],
        'othersKept': describe_others(path) == others,
    }


def main():
    question = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, 'db_NODE.json')
        if 'tables' in question:
            make(path, question['tables'])
            with open(path, 'rb') as file:
                answer = base64.b64encode(file.read()).decode()
        else:
            answer = use(path, question)
    json.dump(answer, sys.stdout)


main()
