import { join } from 'node:path'
import { layOutComponent, type ComponentTreePaths, type ComponentTreeRequest } from '../../src/demo/component-tree.ts'
import { withDirectory } from './directory.ts'

/** The id of the component, where nothing else is said. */
export const COMPONENT_ID = 'NODE_964bdca9-809d-49b8-a9c4-8ba3d108c1ae'

const NO_CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'
const NO_KEY = '-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n'

/** A component to be laid out: a node of family A2 at 10.221.0.2:14001, whose certificate is one by name only. */
export function aComponentTree(directory: string, overrides: Partial<ComponentTreeRequest> = {}): ComponentTreePaths {
  return layOutComponent({
    directory,
    family: 'A2',
    role: 'node',
    id: COMPONENT_ID,
    address: { ip: '10.221.0.2', port: 14001 },
    certificatePem: NO_CERTIFICATE,
    privateKeyPem: NO_KEY,
    ...overrides,
  })
}

/** Lends a component in a temporary directory, and removes it afterwards. */
export async function withComponent(
  overrides: Partial<ComponentTreeRequest>,
  body: (tree: ComponentTreePaths) => void | Promise<void>,
): Promise<void> {
  await withDirectory({}, (directory) => body(aComponentTree(join(directory, 'component'), overrides)))
}
