"""Looks at a registry again and again with TinyDB, and tells whether anything was lost or broken.

Usage: look.py REGISTRY. Rows whose name begins with "kept-" are never to go, once seen: datasets, training plans and
contexts of secure aggregation. A look that meets the middle of a write of TinyDB's own is repeated; the file is broken
where that does not help for half a minute. At a line of input it answers "@ " and JSON: {"looks", "torn", "kept", "faults"}.
"""

import json
import select
import sys
import time

from tinydb import TinyDB

TABLES = {'Datasets': 'name', 'TrainingPlans': 'description', 'SecaggManager': 'secagg_id'}
# How long the middle of a write of theirs may be met, within which they wait for a busy disk; how often it is looked.
PATIENCE, INTERVAL = 30, 0.05

faults = []
kept = set()
counts = {'looks': 0, 'torn': 0}


def read(path):
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with TinyDB(path, access_mode='r') as database:
                return {name: database.table(name).all() for name in database.tables()}
        except FileNotFoundError:
            return {}
        except ValueError as error:
            counts['torn'] += 1
            if time.monotonic() > end:
                faults.append('the file is broken: %s' % error)
                return None
            time.sleep(0.01)


def look(path):
    tables = read(path)
    if tables is None:
        return
    counts['looks'] += 1
    rows = {(table, row.get(key)) for table, key in TABLES.items() for row in tables.get(table, [])}
    faults.extend('%s has lost %s' % row for row in sorted(kept - rows))
    kept.update(row for row in rows if str(row[1]).startswith('kept-'))


def main(path):
    print('@ ready', flush=True)
    while True:
        look(path)
        if select.select([sys.stdin], [], [], INTERVAL)[0]:
            if not sys.stdin.readline():
                return
            answer = {**counts, 'kept': len(kept), 'faults': sorted(set(faults))[:10]}
            print('@ ' + json.dumps(answer), flush=True)


main(sys.argv[1])
