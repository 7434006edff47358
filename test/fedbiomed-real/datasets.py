"""Adds and deletes datasets through Fed-BioMed's own DatasetManager, as its GUI does, one for each line of its input.

Usage: datasets.py REGISTRY CSV. For each line "add NAME" or "delete NAME" it answers "@ done", or "@ failed" with what was
raised; at the end of its input it ends.
"""

import sys

from fedbiomed.node.dataset_manager import DatasetManager

manager = DatasetManager(sys.argv[1])
# 6.2.0 has no method of its own for it, and asks the table.
delete = getattr(manager, 'delete_dataset_by_id', None) or manager.dataset_table.delete_by_id
ids = {}
print('@ ready', flush=True)
for line in sys.stdin:
    action, name = line.split()
    try:
        if action == 'add':
            ids[name] = manager.add_database(
                name=name, data_type='csv', tags=[name], description='a test of fbm-gitops', path=sys.argv[2]
            )
        else:
            delete(ids.pop(name))
        print('@ done', flush=True)
    except Exception as error:
        print('@ failed %r' % (error,), flush=True)
