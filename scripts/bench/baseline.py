"""Registers parties one by one, as Fed-BioMed's certificate manager does: look for the party, then insert it."""

import json
import sys

from tinydb import Query, TinyDB

registry, parties = sys.argv[1:]
with open(parties, encoding="utf-8") as file:
    rows = json.load(file)
table = TinyDB(registry).table("Certificates")
for row in rows:
    if table.get(Query().party_id == row["party_id"]) is None:
        table.insert(row)
