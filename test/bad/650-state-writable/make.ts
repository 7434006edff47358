import { chmodSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ComponentTreePaths } from '../../../src/demo/component-tree.ts'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make(_: HostileRepository, trees: readonly ComponentTreePaths[]): void {
  for (const { registryFile } of trees) {
    chmodSync(join(dirname(registryFile), 'fbm-gitops'), 0o777)
  }
}
