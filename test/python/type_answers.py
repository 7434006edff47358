"""Runs a program in a terminal of its own, and types an answer as soon as it shows the question for it.

Question: {"argv", "cwd", "steps": [[what is shown, what is typed]]}, where `^C` is the key. Answer: {"shown", "exitCode"}.
"""

import json
import os
import pty
import sys


def read(terminal):
    try:
        return os.read(terminal, 65536)
    except OSError:
        return b''


def main(argv, cwd, steps):
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(cwd)
        os.execvp(argv[0], argv)
    shown, seen = b'', 0
    while True:
        if steps and steps[0][0].encode() in shown[seen:]:
            seen = len(shown)
            typed = steps.pop(0)[1]
            os.write(terminal, b'\x03' if typed == '^C' else typed.encode() + b'\r')
        part = read(terminal)
        if not part:
            break
        shown += part
    return {'shown': shown.decode(), 'exitCode': os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])}


question = json.load(sys.stdin)
json.dump(main(question['argv'], question['cwd'], question['steps']), sys.stdout)
