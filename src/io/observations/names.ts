/** The one file of a branch with an observation. */
export const OBSERVATION_FILE = 'observation.json'

/** The branches with observations are named so, each with the id of its component behind it. */
export const OBSERVED = 'fbm-gitops/observed'

/** Where a mirror keeps what was fetched of them. */
export const OBSERVED_HERE = 'refs/fbm-gitops/observed'
