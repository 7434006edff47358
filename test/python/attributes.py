"""Sets an extended attribute of a file, or tells what the file has.

Question: {"path", "set"}, of which "set" is optional. Answer: {"attributes", "owner", "group", "mode", "inode"}.
"""

import json
import os
import sys

question = json.load(sys.stdin)
path = question['path']
if 'set' in question:
    os.setxattr(path, 'user.fbm_gitops_test', question['set'].encode())
status = os.stat(path)
json.dump(
    {
        'attributes': {name: os.getxattr(path, name).decode('latin-1') for name in os.listxattr(path)},
        'owner': status.st_uid,
        'group': status.st_gid,
        'mode': status.st_mode,
        'inode': status.st_ino,
    },
    sys.stdout,
)
