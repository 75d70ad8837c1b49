import { defineState } from '../../module-api/define-module.ts';
import type { ConfigTreeParams } from './config-tree-params.ts';
import { configTreeParams } from './config-tree-params.ts';
import type { FoundTree } from './config-tree-plan.ts';
import { diffTree, directoriesOf, planTree, predictTree, treeQueries } from './config-tree-plan.ts';
import { stageTree, stagedPath } from './config-tree-steps.ts';

/** Manages the files of one configuration, which can only be validated together. */
export const configTree = defineState({
  name: 'config_tree',
  summary: 'Installs a tree of configuration files atomically, after it has validated all files together.',
  params: configTreeParams,
  examples: [
    '- config_tree:\n    dest: /etc/nginx\n    files:\n      - { path: nginx.conf, src: nginx.conf.ejs }\n      - { path: sites-enabled/shop.conf, src: site.conf.ejs, vars: { name: shop } }\n    prune: [sites-enabled]\n    validate: nginx -t -q -c %s/nginx.conf\n',
    '- config_tree:\n    dest: /etc/haproxy\n    files:\n      - path: maps/hosts.map\n        content: "www.example.com web\\n"\n        mode: "0640"\n      - { path: old.cfg, state: absent }\n    validate: haproxy -c -q -f %s/haproxy.cfg\n',
  ],
  returns: { dest: 'The directory.', files: 'Paths of the files.' },
  inputs: (p) =>
    Object.fromEntries(
      p.files.flatMap(({ path, src, vars }) =>
        src === undefined ? [] : [[path, { path: src, as: 'template', ...(vars && { vars }) }]],
      ),
    ),
  queries: (p) => treeQueries(p),
  diff: (p, s: FoundTree, context) => diffTree(planTree(p, s, context)),
  apply: (p, s: FoundTree, context) => stageTree(p, planTree(p, s, context)),
  predict: (p, s: FoundTree, context) => predictTree(p, planTree(p, s, context), s, context),
  writes: (p) => ({
    keys: [
      ...[...directoriesOf(p), ...paths(p)].map((path) => `file:${path}`),
      ...[...p.prune.map((path) => `${p.dest}/${path}`), stagedPath(p.dest), ...(p.previous ? [p.previous] : [])].map(
        (path) => `tree:${path}`,
      ),
    ],
  }),
  result: (p) => ({ dest: p.dest, files: paths(p) }),
  owns: (p) =>
    p.files
      .filter(({ state }) => state === 'present')
      .map(({ path }) => ({
        key: `file:${p.dest}/${path}`,
        remove: {
          module: 'config_tree',
          params: { dest: p.dest, files: [{ path, state: 'absent' }], validate: p.validate, previous: p.previous },
        },
      })),
});

const paths = ({ dest, files }: ConfigTreeParams): string[] => files.map(({ path }) => `${dest}/${path}`);
