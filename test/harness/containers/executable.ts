import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { Proof } from '../../../scripts/harness.ts'
import { expect } from './evidence.ts'
import { OWNER, ROOT, type Stage } from './stage.ts'

const SCRIPT = [
  'ldd --version | head -n 1',
  'if command -v node nodejs npm; then exit 9; fi',
  'fbm-gitops --version',
  'fbm-gitops validate /federation',
  'fbm-gitops demo | tail -n 1',
].join('\n')

/** The executable by itself, and the image of it. */
export function proveExecutable(open: () => Promise<Stage>): readonly Proof[] {
  return [
    {
      name: 'the executable runs on glibc 2.31 without Node, and shows its whole demonstration there',
      run: async () => {
        const { engine, base } = await open()
        const executable = join(ROOT, 'dist/fbm-gitops')
        const mounts = [`${executable}:/usr/local/bin/fbm-gitops:ro`, `${join(ROOT, 'federation')}:/federation:ro`]
        const place = ['--rm', '--network=none', ...mounts.map((mount) => `--volume=${mount}`)]
        const { exitCode, stdout, stderr } = await engine.run(...place, base, 'sh', '-ec', SCRIPT)
        const [libc = '', version = '', valid = '', end = ''] = stdout.split('\n')
        expect(`its exit code (${stderr})`, exitCode, 0)
        expect('the C library', /2\.31$/.test(libc), true)
        expect('its version', /^\d+\.\d+\.\d+/.test(version), true)
        expect('what it validates', /^valid: /.test(valid), true)
        expect('the end of its demonstration', end.trim(), 'fbm-gitops init')
        return `${(statSync(executable).size / 1e6).toFixed(0)} MB; ${libc}`
      },
    },
    {
      name: 'the image of the Containerfile runs as an ordinary user whom ssh knows',
      run: async () => {
        const { engine, base, image } = await open()
        const format = '{{.Config.User}} {{json .Config.Entrypoint}}'
        const described = await engine.podman('image', 'inspect', `--format=${format}`, image)
        expect('user and entrypoint', described, `${OWNER}:${OWNER} ["tini","-s","--","fbm-gitops"]`)
        const place = ['--rm', '--network=none', '--passwd=false', '--entrypoint=id']
        const { stdout } = await engine.run(...place, image, '--user', '--name')
        expect('the name of its user', stdout, 'fbm-gitops')
        const sizes = await engine.podman('image', 'inspect', '--format={{.Size}}', base, image)
        const [below = 0, whole = 0] = sizes.split('\n').map(Number)
        return `${((whole - below) / 1e6).toFixed(0)} MB above its base`
      },
    },
  ]
}
