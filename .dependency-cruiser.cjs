/** The layers of src/: imports point one way. docs/architecture.md draws the same picture. */
const only = (from, to) => ({
  name: `${from}-imports-only`,
  severity: 'error',
  from: { path: `^src/${from}/` },
  to: { path: '^src/', pathNot: `^src/(${[from, ...to].join('|')})/` },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    only('values', []),
    only('diagnostic', []),
    only('query', ['values']),
    only('module-api', ['query', 'diagnostic', 'values']),
    only('modules', ['module-api', 'query', 'diagnostic', 'values']),
    only('controller', ['diagnostic']),
    only('vault', ['diagnostic', 'controller']),
    only('expression', ['diagnostic', 'values', 'controller']),
    only('yaml', ['controller', 'expression', 'diagnostic', 'vault', 'values']),
    only('inventory', ['yaml', 'controller', 'expression', 'diagnostic', 'vault', 'values']),
    only('playbook', ['keywords', 'yaml', 'controller', 'inventory', 'expression', 'diagnostic', 'vault', 'module-api', 'modules', 'values']),
    only('keywords', ['values']),
    only('schema', ['keywords', 'playbook', 'module-api', 'modules', 'values']),
    only('variables', ['keywords', 'playbook', 'inventory', 'expression', 'diagnostic', 'values']),
    only('check', ['keywords', 'variables', 'playbook', 'inventory', 'expression', 'diagnostic', 'module-api', 'values']),
    only('practice', ['playbook', 'inventory', 'yaml', 'modules', 'diagnostic']),
    only('plan', ['variables', 'playbook', 'inventory', 'expression', 'diagnostic', 'values']),
    only('predict', ['playbook', 'expression', 'diagnostic', 'module-api', 'query', 'values']),
    only('transport', ['diagnostic', 'values']),
    only('engine', ['plan', 'predict', 'check', 'variables', 'playbook', 'inventory', 'yaml', 'controller', 'expression', 'diagnostic', 'module-api', 'modules', 'query', 'transport', 'values']),
    only('report', ['controller', 'engine', 'plan', 'playbook', 'module-api', 'diagnostic', 'values']),
    only('records', ['report', 'controller', 'engine', 'diagnostic', 'values']),
    only('html-report', ['records', 'report', 'engine']),
    only('cluster', ['plan', 'engine']),
    only('plan-file', ['report', 'controller', 'engine', 'diagnostic', 'values']),
    {
      name: 'pure-core-has-no-io',
      severity: 'error', // net's address arithmetic is no I/O
      from: { path: '^src/(plan|predict|check|keywords|schema|practice|variables|modules|module-api|query|diagnostic|values|html-report)/', pathNot: '^src/(check/check-delegates|modules/(ufw/ip-network|x509/(certificate|name-constraints|csr-params))|query/x509/x509-names)[.]ts' },
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
