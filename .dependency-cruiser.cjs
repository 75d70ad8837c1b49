/** The layers of src/: imports point one way. docs/architecture.md draws the same picture. */
const only = (from, to) => ({
  name: `${from}-imports-only`,
  severity: 'error',
  from: { path: `^src/${from}/` },
  to: { path: '^src/', pathNot: `^src/(${[from, ...to].join('|')})/` },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    only('diagnostic', []),
    // Unknown is a value of its own that every layer above may meet
    { ...only('query', []), to: { path: '^src/', pathNot: '^src/(query/|module/unknown[.]ts)' } },
    only('module', ['query', 'diagnostic']),
    only('modules', ['module', 'query', 'diagnostic']),
    only('vault', ['diagnostic']),
    only('expression', ['diagnostic', 'module']),
    only('load', ['expression', 'diagnostic', 'vault', 'module', 'modules']),
    only('plan', ['load', 'expression', 'diagnostic', 'module', 'query']),
    only('transport', ['diagnostic']),
    only('engine', ['plan', 'load', 'expression', 'diagnostic', 'module', 'modules', 'query', 'transport']),
    only('report', ['engine', 'plan', 'load', 'module', 'diagnostic']),
    {
      name: 'pure-core-has-no-io',
      severity: 'error', // net's address arithmetic is no I/O
      from: { path: '^src/(plan|modules|module|query|diagnostic)/', pathNot: '^src/(modules/(ip-network|certificate|name-constraints|openssl-csr)|query/x509-names)[.]ts' },
      to: { dependencyTypes: ['core'], path: '^(node:)?(fs|fs/promises|child_process|net|tls|http|https|dgram|dns)$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
