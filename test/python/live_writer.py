"""Writes into a registry through TinyDB as a running Fed-BioMed does, until its standard input ends, or so many times.

Argument: JSON with
  registry, log, turns   the file that is written, the log, and the file whose lock says whose turn it is
  kind                   held (handles open for life), opening (for each write) or replacing (temporary file, os.replace)
  index, seed            which of the writers of this registry; the writers of one registry share the seed, so they rest
                         together
  period, burst, rest    seconds between writes; seconds of writing and of resting, each [least, most], or null
  fsync                  seconds that each fsync takes longer than it would
  think                  seconds between reading and writing, as where a process stands still
  sizes                  [least, most] characters of a row
  writes                 how many, or null: until the standard input ends

A write is in the log as acknowledged after TinyDB's call has returned, and as failed where it raised.
"""

import fcntl
import json
import os
import random
import sys
import threading
import time
import zlib

from tinydb import TinyDB
from tinydb.storages import JSONStorage

TABLES = [['Datasets', 'TrainingPlans'], ['Rounds', 'Loading'], ['Breakpoints', 'Networks']]
MOST_ROWS = 24

real_fsync = os.fsync


class ReplacingStorage(JSONStorage):
    """Puts a new file in the place of the old one for each write, and reads whichever file is there."""

    def __init__(self, path, **options):
        super().__init__(path, **options)
        self._path = path

    def read(self):
        self._reopen()
        return super().read()

    def write(self, data):
        temporary = f'{self._path}.new'
        with open(temporary, 'w') as file:
            json.dump(data, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, self._path)
        self._reopen()

    def _reopen(self):
        self._handle.close()
        self._handle = open(self._path, 'r+')


class Schedule:
    """Bursts and rests, the same for all writers of one registry."""

    def __init__(self, burst, rest, seed):
        self.burst, self.rest = burst, rest
        self.chance = random.Random(seed)
        self.end_of_burst = self.end_of_rest = 0

    def rest_left(self, now):
        if self.burst is None:
            return 0
        while now >= self.end_of_rest:
            # From a moment that all writers know: none of them tells the others.
            begin = self.end_of_rest or now - now % 10
            self.end_of_burst = begin + self.chance.uniform(*self.burst)
            self.end_of_rest = self.end_of_burst + self.chance.uniform(*self.rest)
        return self.end_of_rest - now if now >= self.end_of_burst else 0


class Table:
    """One table, and what this writer knows of its rows: document ids and versions, by key."""

    def __init__(self, config, name):
        self.config, self.name, self.rows = config, name, {}
        self.next_key = 0
        self.held = None if config['kind'] == 'opening' else self.open().table(name)

    def open(self):
        storage = ReplacingStorage if self.config['kind'] == 'replacing' else JSONStorage
        return TinyDB(self.config['registry'], storage=storage)

    def call(self, action):
        if self.held is not None:
            return action(self.held)
        with self.open() as database:
            return action(database.table(self.name))

    def new_key(self):
        self.next_key += 1
        return f'{self.config["index"]}-{self.next_key}'


def make_row(config, chance, key, version):
    letters = chance.choice('xyz\u00e9\U0001f600')
    text = letters * chance.randint(*config['sizes'])
    return {'key': key, 'version': version, 'size': float(len(text)), 'text': text}


def checksum(row):
    return zlib.crc32(repr(sorted(row.items())).encode())


def choose(config, chance, table):
    """One write: what it shall make of which keys, and how."""
    rows = table.rows
    kind = chance.choice(['insert', 'insert', 'several', 'update', 'update', 'update', 'remove'])
    if len(rows) > MOST_ROWS:
        return remove(table, chance.sample(sorted(rows), len(rows) * 2 // 3))
    if not rows or kind == 'insert':
        return insert(table, [make_row(config, chance, table.new_key(), 1)])
    if kind == 'several':
        return insert(table, [make_row(config, chance, table.new_key(), 1) for _ in range(3)])
    key = chance.choice(sorted(rows))
    if kind == 'remove':
        return remove(table, [key])
    return update(table, key, make_row(config, chance, key, rows[key][1] + 1))


def insert(table, rows):
    def run():
        ids = table.call(lambda live: live.insert_multiple(rows) if len(rows) > 1 else [live.insert(rows[0])])
        for document_id, row in zip(ids, rows):
            table.rows[row['key']] = (document_id, 1)

    return {row['key']: checksum(row) for row in rows}, run


def update(table, key, row):
    document_id = table.rows[key][0]

    def run():
        table.call(lambda live: live.update(row, doc_ids=[document_id]))
        table.rows[key] = (document_id, row['version'])

    return {key: checksum(row)}, run


def remove(table, keys):
    ids = [table.rows[key][0] for key in keys]

    def run():
        table.call(lambda live: live.remove(doc_ids=ids))
        for key in keys:
            del table.rows[key]

    return {key: None for key in keys}, run


def write_once(config, chance, table, log):
    """Where TinyDB raises, nobody was told that anything was written."""
    intended, run = choose(config, chance, table)
    record = {'at': time.time(), 'table': table.name}
    try:
        run()
    except Exception as error:
        log({**record, 'failed': f'{type(error).__name__}: {str(error)[:80]}', 'rows': intended})
        return
    ids = {key: table.rows[key][0] for key in intended if key in table.rows}
    log({**record, 'ended': time.time(), 'rows': intended, 'ids': ids})


def work(config, stop, log):
    chance = random.Random(f'{config["seed"]} {config["index"]}')
    schedule = Schedule(config['burst'], config['rest'], config['seed'])
    tables = [Table(config, name) for name in TABLES[config['index']]]
    turns = os.open(config['turns'], os.O_RDWR | os.O_CREAT)
    left = config['writes']
    while not stop.is_set() and left != 0:
        rest = schedule.rest_left(time.time())
        if rest > 0:
            stop.wait(rest)
            continue
        fcntl.flock(turns, fcntl.LOCK_EX)
        try:
            # Whoever had the turn before may have had it for long.
            if schedule.rest_left(time.time()) == 0:
                write_once(config, chance, chance.choice(tables), log)
                left = None if left is None else left - 1
        finally:
            fcntl.flock(turns, fcntl.LOCK_UN)
        stop.wait(config['period'] * chance.uniform(0.8, 1.2))


def stand_still(seconds):
    write = JSONStorage.write

    def write_later(storage, data):
        time.sleep(seconds)
        write(storage, data)

    JSONStorage.write = write_later


def slow_down(seconds):
    def fsync(descriptor):
        time.sleep(seconds)
        real_fsync(descriptor)

    os.fsync = fsync


def main():
    config = json.loads(sys.argv[1])
    if config['fsync'] > 0:
        slow_down(config['fsync'])
    if config['think'] > 0:
        stand_still(config['think'])
    stop = threading.Event()

    def wait_for_end():
        sys.stdin.read()
        stop.set()

    if config['writes'] is None:
        threading.Thread(target=wait_for_end, daemon=True).start()
    log = os.open(config['log'], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    work(config, stop, lambda record: os.write(log, (json.dumps(record) + '\n').encode()))


main()
