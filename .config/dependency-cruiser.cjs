const { join } = require('node:path')

/** The layers: an import may only point down this list, so that what is pure stays pure. */
const pure = '^src/(domain|manifest|fedbiomed|render)/'

module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'domain-knows-nobody',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { path: '^src/(?!domain/)' },
    },
    {
      name: 'pure-parts-know-domain-only',
      severity: 'error',
      from: { path: '^src/(manifest|fedbiomed|render)/' },
      to: { path: '^src/(?!domain/|generated/|$1/)' },
    },
    {
      name: 'pure-parts-touch-nothing',
      severity: 'error',
      from: { path: pure },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|buffer|util)$' },
    },
    {
      name: 'io-knows-no-caller',
      severity: 'error',
      from: { path: '^src/io/' },
      to: { path: '^src/(commands|reconciler|run|cli|render)' },
    },
    {
      name: 'only-io-touches-the-world',
      severity: 'error',
      from: { path: '^src/(commands/|reconciler|run|args|errors)' },
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
