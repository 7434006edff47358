import * as assert from 'uvu/assert'
import { chooseMount, findMount, parseMounts } from '../../../src/io/machine/mounts.ts'
import { realWorld } from '../../../src/io/world/world.ts'
import { suite } from '../../helpers/suite.ts'

const TABLE = `22 1 0:21 / / rw,relatime - overlay overlay rw,lowerdir=/l
23 22 8:1 /data /fbm-node rw,relatime shared:1 master:2 - ext4 /dev/sda1 rw
24 23 0:40 / /fbm-node/my\\040data ro,nosuid - nfs4 server:/x rw,vers=4
25 22 0:41 / /sys rw - sysfs sysfs ro
26 22 0:42 / /tmp rw - tmpfs tmpfs rw
27 22 0:43 / /tmp rw - xfs /dev/sdb rw
this is no line
`

suite('the table of mounts', (test) => {
  test('is read with its optional fields, escapes, and both lists of options', () => {
    assert.equal(parseMounts(TABLE).slice(1, 4), [
      { type: 'ext4', point: '/fbm-node', isReadOnly: false },
      { type: 'nfs4', point: '/fbm-node/my data', isReadOnly: true },
      { type: 'sysfs', point: '/sys', isReadOnly: true },
    ])
  })

  for (const [path, type] of [
    ['/', 'overlay'],
    ['/fbm-node-2/var', 'overlay'],
    ['/fbm-node', 'ext4'],
    ['/fbm-node/var/db.json', 'ext4'],
    ['/fbm-node/my data/db.json', 'nfs4'],
    ['/tmp/x', 'xfs'],
  ] as const) {
    test(`tells that ${path} lies in ${type}`, () => {
      assert.is(chooseMount(parseMounts(TABLE), path)?.type, type)
    })
  }

  test('is that of this machine', () => {
    if (process.platform !== 'linux') return

    assert.is(findMount(realWorld(), '/proc/self')?.type, 'proc')
  })
})
