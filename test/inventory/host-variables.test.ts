import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { finishInventory } from '../../src/inventory/finish-inventory.ts';
import { hostVariables } from '../../src/inventory/host-variables.ts';
import { InventoryDraft } from '../../src/inventory/inventory-draft.ts';
import type { Inventory, VariableDefinition } from '../../src/inventory/types.ts';
import { readYamlSource } from '../../src/inventory/sources/read-yaml-source.ts';

function load(text: string): Inventory {
  const diagnostics = new DiagnosticList();
  const draft = new InventoryDraft(diagnostics);
  readYamlSource({ path: 'h.yml', text }, { draft, diagnostics, compile: () => undefined, vault: {} });
  expect(diagnostics.items).toEqual([]);
  const none = { besideInventory: [], besidePlaybook: [] };
  return finishInventory(draft, { groupLayers: () => none, hostLayers: () => [] }, diagnostics);
}

function variablesOf(inventory: Inventory, name: string): ReturnType<typeof hostVariables> {
  const host = inventory.hosts.get(name);
  if (!host) throw new Error(`no host ${name}`);
  return hostVariables(inventory, host);
}

const SITE = `
all:
  vars: {a: all, b: all}
  children:
    web:
      vars: {a: web, m: {x: 1, y: 2}}
      hosts:
        w1: {a: w1, m: {x: 3}}
        w2:
        w3:
`;

describe('hostVariables', () => {
  test('a value has its origin and the values that it overrode', () => {
    const value = variablesOf(load(SITE), 'w1').get('a');
    expect(value).toMatchObject({
      value: { value: 'w1' },
      origin: { label: 'inventory host w1' },
      overrides: {
        origin: { label: 'inventory group web' },
        overrides: { origin: { label: 'inventory group all' }, overrides: undefined },
      },
    });
    expect(SITE.slice(value?.origin.range.start, value?.origin.range.end)).toBe('a');
  });

  test('a mapping is replaced whole', () => {
    expect(variablesOf(load(SITE), 'w1').get('m')?.value).toMatchObject({ value: { x: 3 } });
  });

  test('it is a map like any other', () => {
    const variables = variablesOf(load(SITE), 'w1');
    expect([...variables.keys()].sort()).toEqual(['a', 'b', 'm']);
    expect(variables.size).toBe(3);
    expect([...variables.values()].map(({ name }) => name)).toEqual([...variables.keys()]);
    expect(variables.has('nope')).toBe(false);
  });

  test("hosts of the same groups share the groups' variables", () => {
    const inventory = load(SITE);
    expect(variablesOf(inventory, 'w2')).toBe(variablesOf(inventory, 'w3'));
  });

  test('the implicit localhost is local, and what is said of all holds for it', () => {
    const inventory = load(SITE);
    const variables = hostVariables(inventory, inventory.localhost);
    expect(variables.get('ansible_connection')?.value).toMatchObject({ value: 'local' });
    expect(variables.get('a')?.value).toMatchObject({ value: 'all' });
  });
});

describe('precedence', () => {
  const groups = fc.uniqueArray(
    fc.record({ name: fc.stringMatching(/^[a-e]{1,2}$/), priority: fc.integer({ min: 0, max: 3 }), parent: fc.nat(5) }),
    { selector: ({ name }) => name, minLength: 1, maxLength: 6 },
  );

  test('of all groups of a host the deepest wins, then the highest priority, then the last name', () => {
    fc.assert(
      fc.property(groups, (list) => {
        const diagnostics = new DiagnosticList();
        const draft = new InventoryDraft(diagnostics);
        const range = { source: { path: 'x', text: '' }, start: 0, end: 0 };
        const define = (value: unknown): VariableDefinition => ({ value: { kind: 'literal', value, range }, range });
        list.forEach(({ name, priority, parent }, i) => {
          const group = draft.addGroup(name);
          draft.addHost('h', group, 'x');
          draft.setGroupVariable(group, 'v', define(name));
          draft.setGroupVariable(group, 'ansible_group_priority', define(priority));
          const above = list[parent];
          if (above && parent < i) draft.addChild(draft.addGroup(above.name), group, range);
        });
        const none = { besideInventory: [], besidePlaybook: [] };
        const inventory = finishInventory(draft, { groupLayers: () => none, hostLayers: () => [] }, diagnostics);
        const rank = ({ name }: { name: string }): [number, number, string] => {
          const group = inventory.groups.get(name);
          return [group?.depth ?? 0, group?.priority ?? 0, name];
        };
        const best = list
          .map(rank)
          .reduce((a, b) => ((a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : 1)) > 0 ? a : b));
        expect(variablesOf(inventory, 'h').get('v')?.value).toMatchObject({ value: best[2] });
      }),
    );
  });
});
