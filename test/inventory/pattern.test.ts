import { describe, expect, test } from '@jest/globals';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { finishInventory } from '../../src/inventory/finish-inventory.ts';
import { InventoryDraft } from '../../src/inventory/inventory-draft.ts';
import type { Inventory } from '../../src/inventory/types.ts';
import { readIniSource } from '../../src/inventory/sources/read-ini-source.ts';
import { selectHosts } from '../../src/inventory/pattern/pattern.ts';
import { limitedHosts, loadLimit } from '../../src/inventory/pattern/pattern-limit.ts';

// What a well-formed pattern selects is held to Ansible in inventory/ansible-parity.test.ts.
function inventory(text = '[web]\nweb[1:3]\n[db]\ndb1\n2001:db8::1\n[empty]\n'): Inventory {
  const diagnostics = new DiagnosticList();
  const draft = new InventoryDraft(diagnostics);
  readIniSource({ path: 'h', text }, { draft, diagnostics, compile: () => undefined, vault: {} });
  const none = { besideInventory: [], besidePlaybook: [] };
  return finishInventory(draft, { groupLayers: () => none, hostLayers: () => [] }, diagnostics);
}

function select(pattern: string): { names: string[]; diagnostics: DiagnosticList } {
  const diagnostics = new DiagnosticList();
  const names = selectHosts(inventory(), pattern, { diagnostics }).map(({ name }) => name);
  return { names, diagnostics };
}

describe('patterns without a match', () => {
  test.each<[string, string | undefined]>([
    ['wbe', 'Did you mean web?'],
    ['web:&porcelain', 'The groups are web, db, empty; the hosts are web1, web2, web3, db1, 2001:db8::1.'],
    ['~x+', 'The groups are web, db, empty; the hosts are web1, web2, web3, db1, 2001:db8::1.'],
    ['web[7]', 'The last one is `web[2]`.'],
    ['web[-4]', 'The last one is `web[2]`.'],
    ['web[5:6]', 'The last one is `web[2]`.'],
  ])('%s is an error', (pattern, suggestion) => {
    const [found, ...others] = select(pattern).diagnostics.items;
    expect(found).toMatchObject({ code: 'no-hosts-matched', severity: 'error' });
    expect(found?.suggestion).toBe(suggestion);
    expect(others).toEqual([]);
  });

  test.each(['web:nosuch', 'web:weeb1', 'nosuch,web', 'all:!nosuch', 'web:&db:nosuch:web'])(
    'a part of %s is a warning, as in Ansible',
    (pattern) => {
      const { diagnostics } = select(pattern);
      const isEmpty = pattern.includes('&db');
      expect(diagnostics.items).toMatchObject([{ severity: isEmpty ? 'error' : 'warning' }]);
    },
  );

  test.each([':', ',', ' : '])('%s names nothing', (pattern) => {
    const { names, diagnostics } = select(pattern);
    expect(names).toEqual([]);
    expect(diagnostics.items).toMatchObject([{ code: 'host-pattern', suggestion: 'Write `all` for every host.' }]);
  });

  test('a part without which nothing is left is an error', () => {
    expect(select('web:&nosuch').diagnostics.items).toMatchObject([{ severity: 'error' }]);
  });

  test('the exclusion of an unknown host is a warning', () => {
    const { names, diagnostics } = select('web:!maintenance');
    expect(names).toEqual(['web1', 'web2', 'web3']);
    expect(diagnostics.items).toMatchObject([{ severity: 'warning' }]);
  });

  test.each(['empty', 'all', 'web:!db', 'web:&db'])('%s, which names a group, is fine', (pattern) => {
    expect(select(pattern).diagnostics.items).toEqual([]);
  });

  test('a malformed expression', () => {
    expect(select('~(').diagnostics.items).toMatchObject([{ code: 'host-pattern' }]);
  });
});

describe('names', () => {
  test.each([
    ['2001:db8::1', ['2001:db8::1']],
    ['[2001:db8::1]', ['2001:db8::1']],
    ['~(?i)WEB[12]$', ['web1', 'web2']],
    ['~(?P<kind>db)1', ['db1']],
    ['127.0.0.1', ['127.0.0.1']],
    ['localhost:web1', ['localhost', 'web1']],
  ])('%s', (pattern, names) => {
    expect(select(pattern).names).toEqual(names);
  });

  test('names of hexadecimal digits are no address', () => {
    const site = inventory('a\nb\ncafe\n2001:db8:0:0:0:0:0:1\n');
    const namesOf = (pattern: string): string[] =>
      selectHosts(site, pattern, { diagnostics: new DiagnosticList() }).map(({ name }) => name);
    expect(namesOf('a:b:cafe')).toEqual(['a', 'b', 'cafe']);
    expect(namesOf('2001:db8:0:0:0:0:0:1')).toEqual(['2001:db8:0:0:0:0:0:1']);
  });

  test('a localhost of the inventory is not made up again', () => {
    const site = inventory('localhost x=1\n');
    const [host] = selectHosts(site, '127.0.0.1', { diagnostics: new DiagnosticList() });
    expect(host).toBe(site.hosts.get('localhost'));
  });
});

describe('--limit', () => {
  test('takes patterns and files of names', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'limit-')), 'failed');
    writeFileSync(file, 'web1\n\n# not this\ndb1\n');
    const diagnostics = new DiagnosticList();
    const limit = loadLimit(`web3,@${file}`, diagnostics);
    expect(limit).toEqual(['web3', 'web1', 'db1']);
    const hosts = limitedHosts(inventory(), limit ?? [], diagnostics);
    expect([...hosts].map(({ name }) => name)).toEqual(['web3', 'web1', 'db1']);
    expect(diagnostics.items).toEqual([]);
  });

  test('a file that is not there, and a limit that leaves nothing, are errors', () => {
    const diagnostics = new DiagnosticList();
    expect(loadLimit('@/nowhere', diagnostics)).toBeUndefined();
    expect(diagnostics.hasErrors).toBe(true);
    const others = new DiagnosticList();
    limitedHosts(inventory(), ['empty'], others);
    expect(others.items).toMatchObject([{ code: 'no-hosts-matched', summary: '--limit empty leaves no host' }]);
  });
});
