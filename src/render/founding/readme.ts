import type { Charter } from '../../domain/founding.ts'
import { PROFILES } from '../../domain/profiles.ts'
import { quoteForShell } from '../../domain/quote.ts'

/**
 * Renders the README for the members of a new federation.
 *
 * @param prefix - the federation directory below the top of the repository; empty where it is the top.
 */
export function renderReadme({ name, profile, network }: Charter, prefix: string): string {
  const { summary, holdsAddress } = PROFILES[profile]
  const directory = prefix === '' ? '.' : quoteForShell(prefix)
  const vpn = holdsAddress ? tellAddresses(network ?? '') : ''
  return `# ${name}

A Fed-BioMed federation (profile \`${profile}\`; ${summary}).
\`federation.yaml\` declares who takes part, \`certificates/\` holds the public certificate of each party. Each component reads
this repository by itself, and registers whom it declares.

| who                                   | does                                                                                     |
| ------------------------------------- | ---------------------------------------------------------------------------------------- |
| coordinator                           | reviews every change, compares each new fingerprint by telephone, merges                 |
| administrator of a node or researcher | declares the own component once, and each new key; lets \`reconcile\` or \`watch\` run there |

## Join

In a clone of this repository, on the machine or in the container of the component (\`DIR\` is its directory):

\`\`\`sh
git config core.hooksPath hooks
fbm-gitops publish --component DIR --federation ${directory} --name LABEL
fbm-gitops fingerprint --component DIR
\`\`\`

\`publish\` writes the certificate and the entry, commits both on a branch of its own and pushes that: open a pull request.
A second node on one machine adds \`--instance-of LABEL\` of the first one.
${vpn}
Once it is merged, in every component:

\`\`\`sh
fbm-gitops plan --component DIR --federation ${directory}
fbm-gitops reconcile --component DIR --federation ${directory}
\`\`\`

## Compare by telephone

Only people can check the first key of a party. Before a certificate is merged, the coordinator calls the site, at a number that
does not come from the pull request, and both read the eight groups aloud: \`fbm-gitops fingerprint --component DIR\` shows them
there, \`fbm-gitops fingerprint LABEL --federation ${directory}\` on the branch here.

## Never commit

- a private key (\`*.key\`), a password or a token, not even for a moment: whoever has a copy of the history has it. A key that was
  committed is lost: generate a new certificate, and publish that.
- the database of a component (\`db_*.json\`), its configuration, or data of patients.

The hooks in \`hooks/\` refuse private keys, in a commit and before a push, once git was told to run them: the first command above. Whoever leaves is listed
under \`removed:\` in \`federation.yaml\`; deleting an entry alone deletes nothing.
`
}

function tellAddresses(network: string): string {
  return `
Each address lies in the network of the VPN, ${network}. Where the configuration says \`localhost\`, add the address that the
VPN assigned: \`--ip IP --port PORT\`.
`
}
