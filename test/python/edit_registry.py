"""Edits registries through TinyDB, as somebody else would: one JSON order per line on standard input, one answer each.

Orders: {"registry": FILE, "act": "delete", "party": ID}                   deletes the row of a party
        {"registry": FILE, "act": "edit", "party": ID, "certificate": PEM}  changes the certificate of its row
        {"registry": FILE, "act": "note", "number": N}                     adds a row to a table that is no registry
        {"registry": FILE, "act": "notes"}                                  lists the numbers of those rows
Answer: the number of rows that there were, or the numbers. Each order opens the file anew.
"""

import json
import sys

from tinydb import TinyDB, where

NOTES = 'Notes'


def obey(database, order):
    table = database.table('Certificates')
    if order['act'] == 'delete':
        return len(table.remove(where('party_id') == order['party']))
    if order['act'] == 'edit':
        return len(table.update({'certificate': order['certificate']}, where('party_id') == order['party']))
    if order['act'] == 'note':
        return database.table(NOTES).insert({'number': order['number']})
    return [row['number'] for row in database.table(NOTES).all()]


for line in sys.stdin:
    order = json.loads(line)
    database = TinyDB(order['registry'])
    try:
        answer = obey(database, order)
    finally:
        database.close()
    print(json.dumps(answer), flush=True)
