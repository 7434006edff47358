"""Runs commands of Fed-BioMed, each in a process of its own, forked when everything that is slow to import is imported.

Usage: commands.py SCRIPT, with the `fedbiomed` that the package installed. Each line of its input is a request in JSON;
each is answered by one line: @ {"exitCode": …, "stdout": …, "stderr": …}.

    {"arguments": […]}       the installed script, as if it had been started with these arguments
    {"registry": "PATH"}     prints what `CertificateManager` finds in a registry, as JSON

What is imported before the fork belongs to no component: the modules that open one are imported by each command itself.
"""

import json
import os
import runpy
import sys
import tempfile
import traceback

import fedbiomed.common.cli  # noqa: F401
import fedbiomed.node.node  # noqa: F401
from fedbiomed.common.certificate_manager import CertificateManager


def run_script(script, arguments):
    sys.argv = [script, *arguments]
    try:
        runpy.run_path(script, run_name='__main__')
        return 0
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return end.code or 0
        print(end.code, file=sys.stderr)
        return 1


def print_registrations(registry):
    manager = CertificateManager(registry)
    rows = manager.list()
    assert all(manager.get(row['party_id']) == row for row in rows), 'list() and get() disagree'
    print(json.dumps(rows))
    return 0


def work(script, request):
    try:
        if 'registry' in request:
            return print_registrations(request['registry'])
        return run_script(script, request['arguments'])
    except BaseException:
        traceback.print_exc()
        return 1


def run_in_child(script, request, stdout, stderr):
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    # The descriptors, not Python's names for them: a logger holds on to the stream that it was given.
    with open(os.devnull) as nothing:
        os.dup2(nothing.fileno(), 0)
    os.dup2(stdout.fileno(), 1)
    os.dup2(stderr.fileno(), 2)
    code = work(script, request)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def read(file):
    file.seek(0)
    return file.read().decode()


answers = sys.stdout
print('@ ready', flush=True)
for line in sys.stdin:
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        code = run_in_child(sys.argv[1], json.loads(line), stdout, stderr)
        print('@ ' + json.dumps({'exitCode': code, 'stdout': read(stdout), 'stderr': read(stderr)}), file=answers, flush=True)
