import type { Role } from '../domain/party.ts'
import type { FamilyTree } from './family-tree.ts'

// An integer far beyond what JavaScript's numbers hold, as every new registry of families A does contain.
const BIPRIME = (3n ** 646n).toString()

const DATASETS =
  '"Datasets": {"1": {"name": "MNIST", "data_type": "default", "tags": ["#MNIST", "#dataset"], ' +
  '"description": "chiffres \\u00e9crits \\u00e0 la main", "shape": [60000, 1, 28, 28], "path": "/data/mnist", ' +
  '"dataset_id": "dataset_5d8f6c1b-3e2f-4b29-9f0c-6f7b8a2f4c11", "dtypes": [], "dataset_parameters": null}}'

const TRAINING_PLANS =
  '"TrainingPlans": {"1": {"name": "default_pytorch", "description": "default training plan", ' +
  '"hash": "6c8bd6a7a3f1f2d1c35b0c1e37a6a1c2d4f8a90b7d3a5b41e2c9f0d86b7a1e53", "algorithm": "SHA256", ' +
  '"training_plan_id": "training_plan_0f2d4a8e-77c1-4b0a-a2b5-0c5a3f6f9e10", "training_plan_type": "default", ' +
  '"training_plan_status": "Approved", "date_created": 1727683200.5, "ratio": NaN}}'

const SECAGG_ROW =
  '{"secagg_version": "2", "secagg_id": "default_biprime0", "parties": null, "type": "default", ' +
  `"biprime": ${BIPRIME}, "max_keysize": 1024}`

/**
 * Writes a registry that holds Fed-BioMed's other tables and no registration yet, as Python's `json.dumps` does.
 *
 * @remarks The rows are examples, the names of the tables are each family's own; what must survive a pass is in them:
 * big integers, `NaN`, escaped letters.
 */
export function otherTables({ secaggTable }: FamilyTree, role: Role): string {
  const secagg = secaggTable === undefined ? [] : [`"${secaggTable}": {"1": ${SECAGG_ROW}}`]
  const ownedByNode = role === 'node' ? [DATASETS, TRAINING_PLANS] : []
  return `{${[...secagg, ...ownedByNode].join(', ')}}`
}
