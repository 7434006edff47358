import { chmodSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { ComponentTreePaths } from '../../../src/demo/component-tree.ts'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make(_: HostileRepository, trees: readonly ComponentTreePaths[]): void {
  for (const { registryFile } of trees) {
    chmodSync(join(dirname(registryFile), 'fbm-gitops', basename(registryFile, '.json'), 'mirror'), 0o777)
  }
}
