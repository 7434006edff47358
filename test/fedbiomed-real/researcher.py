"""A researcher at work: Fed-BioMed's own gRPC server, to which nodes connect, and its own table of secure aggregation.

Usage: researcher.py, with FBM_RESEARCHER_COMPONENT_ROOT. One request a line, one answer a line, "@ failed" with what was
raised where it fails:

    ping             "@ " and the ids of the nodes that answer
    search TAG       "@ " and how many datasets with this tag each node offers, as ID=NUMBER
    approve NAME     asks every node to approve a training plan, which it then keeps in its registry: "@ done"
    keep NAME        keeps a context of secure aggregation in the researcher's own registry: "@ done"
    drop NAME        removes it: "@ done"
"""

import sys

from fedbiomed.common.message import ApprovalRequest
from fedbiomed.common.secagg_manager import SecaggServkeyManager
from fedbiomed.researcher.config import config
from fedbiomed.researcher.requests import DiscardOnTimeout, Requests

EXPERIMENT = 'a test of fbm-gitops'
PLAN = """
class Plan:
    name = '%s'
"""

manager = SecaggServkeyManager(config.vars['DB'])
requests = Requests(config)


def approve(name):
    message = ApprovalRequest(researcher_id=config.get('default', 'id'), description=name, training_plan=PLAN % name)
    with requests.send(message, policies=[DiscardOnTimeout(30)]) as federated:
        replies, errors = federated.replies(), federated.errors()
    if errors or not replies or not all(reply.success for reply in replies.values()):
        raise RuntimeError('no node, or not every node, took the training plan: %r %r' % (replies, errors))
    return 'done'


def search(tag):
    return ' '.join('%s=%d' % (node, len(found)) for node, found in requests.search([tag]).items())


def keep(name):
    manager.add(name, [config.get('default', 'id'), 'NODE_1', 'NODE_2'], {'server_key': 2**80 + 1}, EXPERIMENT)
    return 'done'


def drop(name):
    manager.remove(name, EXPERIMENT)
    return 'done'


def answer(action, *arguments):
    if action == 'ping':
        return ' '.join(requests.ping_nodes())
    return {'search': search, 'approve': approve, 'keep': keep, 'drop': drop}[action](*arguments)


print('@ ready', flush=True)
for line in sys.stdin:
    try:
        print('@ ' + answer(*line.split()), flush=True)
    except Exception as error:
        print('@ failed %r' % (error,), flush=True)
