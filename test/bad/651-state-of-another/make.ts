import { chmodSync, chownSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ComponentTreePaths } from '../../../src/demo/component-tree.ts'
import type { HostileRepository } from '../../helpers/hostile-repository.ts'

export function make(_: HostileRepository, trees: readonly ComponentTreePaths[]): void {
  for (const { registryFile } of trees) {
    const state = join(dirname(registryFile), 'fbm-gitops')
    // Only root can give it to somebody else; for others, who may write it stands for that.
    if (process.getuid?.() === 0) chownSync(state, 12_345, 12_345)
    else chmodSync(state, 0o722)
  }
}
