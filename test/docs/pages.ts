import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const under = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
    .map((name) => join(directory, name))
    .sort();

/** All pages that users read, by their paths. */
export const PAGES: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'vagrant/README.md',
  ...under('inventories'),
  ...under('docs'),
  ...readdirSync('roles')
    .map((name) => `roles/${name}/README.md`)
    .filter((path) => existsSync(path)),
];
