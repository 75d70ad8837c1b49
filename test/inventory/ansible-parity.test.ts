import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { compileTemplate } from '../../src/expression/compile-template.ts';
import { loadInventory } from '../../src/inventory/load-inventory.ts';
import type { Inventory } from '../../src/inventory/types.ts';
import { renderGroupTree } from '../../src/inventory/render/render-group-tree.ts';
import { renderInventoryJson } from '../../src/inventory/render/render-inventory-json.ts';
import { selectHosts } from '../../src/inventory/pattern/pattern.ts';

// What is expected was printed by ansible-core 2.14: see regenerate.py beside the fixtures.
const FIXTURES = join(import.meta.dirname, '../fixtures/inventory');

interface Case {
  readonly name: string;
  readonly inventory: readonly string[];
  readonly playbookDir?: string;
  readonly patterns: readonly string[];
}

interface Expected {
  readonly list: unknown;
  readonly graph: string;
  readonly patterns: Readonly<Record<string, readonly string[]>>;
}

const read = (name: string): unknown => JSON.parse(readFileSync(join(FIXTURES, name), 'utf8'));
const cases = read('cases.json') as readonly Case[];
const inFixtures = (path: string): string => (path.includes(',') ? path : join(FIXTURES, path));

describe.each(cases)('$name', ({ name, inventory: sources, playbookDir, patterns }) => {
  const expected = read(`expected/${name}.json`) as Expected;
  const diagnostics = new DiagnosticList();
  let inventory: Inventory;

  beforeAll(async () => {
    const playbookDirs = playbookDir === undefined ? [] : [inFixtures(playbookDir)];
    const compile = (...args: Parameters<typeof compileTemplate>): ReturnType<typeof compileTemplate> =>
      compileTemplate(...args);
    inventory = await loadInventory(sources.map(inFixtures), { diagnostics, compile, playbookDirs });
  });

  test('is read without errors', () => {
    expect(diagnostics.items.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('--list', () => {
    expect(JSON.parse([...renderInventoryJson(inventory)].join(''))).toEqual(expected.list);
  });

  test('--graph', () => {
    expect([...renderGroupTree(inventory)].join('')).toBe(expected.graph);
  });

  test.each(patterns)('pattern %s', (pattern) => {
    const hosts = selectHosts(inventory, pattern, { diagnostics: new DiagnosticList() });
    expect(hosts.map((host) => host.name)).toEqual(expected.patterns[pattern]);
  });
});
