const { join } = require('node:path')

/** What touches nothing: these parts are functions of values. */
const pure = '^src/(domain|yaml|manifest|settings|fedbiomed|render)/'

/**
 * What each part may import besides itself, by the names of folders and files below `src/`. A part that is not named
 * here is one that must not exist.
 */
const mayImport = {
  'cli.ts': ['run.ts', 'command-line/', 'io/world/'],
  'run.ts': [
    'failure.ts',
    'configuration.ts',
    'commands/',
    'command-line/',
    'render/',
    'domain/',
    'errors.ts',
    'io/world/',
  ],
  'failure.ts': ['commands/support/', 'command-line/', 'domain/', 'errors.ts'],
  'configuration.ts': ['command-line/', 'settings/', 'domain/', 'errors.ts', 'io/settings/', 'io/world/'],
  'commands/': [
    'demo/',
    'configuration.ts',
    'reconciler.ts',
    'leaving.ts',
    'watch/',
    'observing/',
    'status/',
    'doctor/',
    'declaration/',
    'command-line/',
    'render/',
    'fedbiomed/',
    'domain/',
    'errors.ts',
    'io/',
  ],
  'demo/': ['render/', 'domain/', 'errors.ts'],
  'watch/': ['reconciler.ts', 'observing/', 'status/', 'declaration/', 'render/', 'domain/', 'errors.ts', 'io/'],
  'leaving.ts': ['reconciler.ts', 'carry-out.ts', 'domain/', 'io/'],
  'observing/': ['status/', 'domain/', 'errors.ts', 'io/'],
  'status/': ['domain/', 'errors.ts', 'io/'],
  'doctor/': ['declaration/', 'domain/', 'errors.ts', 'io/'],
  'reconciler.ts': ['declaration/', 'carry-out.ts', 'domain/', 'errors.ts', 'io/'],
  'carry-out.ts': ['domain/', 'io/registrar/'],
  'declaration/': ['manifest/', 'domain/', 'errors.ts', 'io/'],
  'command-line/': ['domain/', 'errors.ts', 'io/world/'],
  'render/': ['domain/', 'generated/'],
  'browser/': ['render/'],
  'manifest/': ['yaml/', 'domain/', 'generated/'],
  'settings/': ['yaml/', 'domain/', 'generated/'],
  'yaml/': ['domain/'],
  'fedbiomed/': ['domain/'],
  'domain/': ['generated/observation-file', 'generated/validate-observation-file'],
  'generated/': [],
  'io/registrar/': [
    'io/lock/',
    'io/state/',
    'io/registry/',
    'io/processes/',
    'io/component/',
    'io/source/',
    'io/world/',
    'fedbiomed/',
  ],
  'io/observations/': ['io/mirror/', 'io/source/', 'io/lock/', 'io/state/', 'io/world/'],
  'io/mirror/': ['io/source/', 'io/lock/', 'io/state/', 'io/registry/', 'io/world/'],
  'io/lock/': ['io/state/', 'io/processes/', 'io/world/'],
  'io/state/': ['io/registry/', 'io/processes/', 'io/component/', 'io/world/', 'fedbiomed/'],
  'io/registry/': ['io/processes/', 'io/world/', 'fedbiomed/'],
  'io/processes/': ['io/world/'],
  'io/machine/': ['io/world/'],
  'io/probe/': [],
  'io/daemon/': ['io/source/', 'io/world/'],
  'io/founding/': ['io/publishing/', 'io/source/', 'io/world/'],
  'io/publishing/': ['io/source/', 'io/world/'],
  'io/component/': ['io/world/', 'fedbiomed/'],
  'io/settings/': ['io/world/'],
  'io/source/': ['io/world/'],
  'io/world/': [],
  'errors.ts': ['domain/'],
}

const escape = (part) => part.replace('.', '\\.')
const nameOf = (part) => part.replace(/\.ts$|\/$/, '').replace('/', '-')

/** An import may only point at what its part may know: each arrow of ARCHITECTURE.md. */
const arrows = Object.entries(mayImport).map(([part, others]) => ({
  name: `what-${nameOf(part)}-may-know`,
  severity: 'error',
  from: { path: `^src/${escape(part)}` },
  to: {
    path: '^src/',
    pathNot: `^src/(${[part, ...others, ...(part.startsWith('io/') ? ['domain/', 'errors.ts'] : [])].map(escape).join('|')})`,
  },
}))

module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...arrows,
    {
      name: 'every-part-is-listed',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(${Object.keys(mayImport).map(escape).join('|')})` },
      to: {},
    },
    {
      name: 'pure-parts-touch-nothing',
      severity: 'error',
      from: { path: pure },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|buffer|util)$' },
    },
    {
      name: 'only-io-touches-the-world',
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/(io/|demo/|cli\\.ts)|${pure}` },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(path|util)$' },
    },
    {
      name: 'commands-do-not-call-each-other',
      severity: 'error',
      from: { path: '^src/commands/([^/]+)\\.ts$' },
      to: { path: '^src/commands/(?!$1|support/)' },
    },
    { name: 'no-dev-dependency', severity: 'error', from: { path: '^src/' }, to: { dependencyTypes: ['npm-dev'] } },
    { name: 'not-to-test', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|scripts)/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/generated/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: join(__dirname, '../tsconfig.json') },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
}
