import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'acorn';
import ejs from 'ejs';
import { load } from 'js-yaml';
import { transform } from 'sucrase';
import { runCli } from '../support/run-cli.ts';
import { fencedBlocks } from './page-blocks.ts';
import type { PageBlock } from './page-blocks.ts';
import { PAGES } from './pages.ts';

interface PlacedBlock extends PageBlock {
  readonly page: string;
}

const blocks: readonly PlacedBlock[] = PAGES.flatMap((page) =>
  fencedBlocks(readFileSync(page, 'utf8')).map((block) => ({ ...block, page })),
);
const of = (...languages: string[]): readonly PlacedBlock[] =>
  blocks.filter(({ language }) => languages.includes(language));
const placeOf = ({ page, line }: PlacedBlock): string => `${page}:${line}`;

/** What each language is held to; `sh`, and what has no language, is checked by commands.test.ts, output by the tutorial on a real host. */
const KNOWN = new Set(['', 'sh', 'text', 'yaml', 'js', 'ts', 'mermaid', 'ejs', 'html', 'ini']);

test('every block is in a language that is checked', () => {
  expect(blocks.filter(({ language }) => !KNOWN.has(language)).map(placeOf)).toEqual([]);
});

test.each(of('js', 'ts').map((block) => [placeOf(block), block] as const))('%s is JavaScript', (_, { text }) => {
  const { code } = transform(text, { transforms: ['typescript'], disableESTransforms: true });
  parse(code, { ecmaVersion: 'latest', sourceType: 'module', allowAwaitOutsideFunction: true });
});

test.each(of('ejs', 'html', 'ini').map((block) => [placeOf(block), block] as const))(
  '%s is a template',
  (_, { text }) => {
    ejs.compile(text, { strict: true, destructuredLocals: [], escape: String, compileDebug: false });
  },
);

/** What an excerpt leaves to the project around it. */
const LEFT_OUT = new Set([
  'undefined-variable',
  'file-not-found',
  'unknown-handler',
  'unknown-role',
  'missing-variable',
  'no-hosts-matched',
]);

/** Blocks whose page is followed on a host, or run by the engine's tests. */
const RUN = new Set(['docs/guide/tutorial.md', 'docs/guide/own-modules.md']);

let root = '';
const linted = of('yaml').filter((block) => !RUN.has(block.page) && isPlaybook(block));
const files = of('yaml').filter(({ page, note }) => !RUN.has(page) && /^(roles|inventories)\//.test(note ?? ''));

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'docs-'));
  write('hosts.yml', 'all: { hosts: { web1: , lb1: }, children: { web: { hosts: { web1: } } } }\n');
  for (const { note = '', text } of files) write(note, text);
});
afterAll(() => rmSync(root, { recursive: true }));

test('blocks of plays and tasks have no mistake', async () => {
  expect(linted.length).toBeGreaterThan(140);
  expect(await lint(linted.map((block, at) => write(`playbooks/${at}.yml`, asPlaybook(block))))).toEqual([]);
}, 120_000);

test('blocks that are files of roles and inventories have no mistake', async () => {
  expect(files.length).toBeGreaterThan(4);
  const roles = new Set(files.flatMap(({ note = '' }) => /^roles\/(\w+)/.exec(note)?.[1] ?? []));
  expect(await lint([write('playbooks/roles.yml', `- hosts: all\n  roles: [${[...roles].join(', ')}]\n`)])).toEqual([]);
  for (const { note = '' } of files.filter((file) => file.note?.startsWith('inventories/')))
    expect(await runCli('inventory', '--graph', '-i', join(root, note))).toMatchObject({ exitCode: 0, stderr: '' });
});

test('every other block of YAML declares its kind', () => {
  const other = of('yaml').filter((block) => !isPlaybook(block) && block.note === undefined);
  expect(other.map((block) => `${placeOf(block)} ${Object.keys(load(block.text) as object).join(' ')}`)).toEqual([]);
});

function isPlaybook({ text, note }: PlacedBlock): boolean {
  return Array.isArray(load(text)) && (note === undefined || note === 'task');
}

/** What is no play is a list of tasks. */
const asPlaybook = ({ text }: PlacedBlock): string =>
  /^ {2}(hosts|import_playbook):|^- (hosts|import_playbook):/m.test(text)
    ? text
    : `- hosts: all\n  tasks:\n${text.replaceAll(/^(?=.)/gm, '    ').trimEnd()}\n`;

function write(path: string, text: string): string {
  const whole = join(root, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, text);
  return whole;
}

interface Sarif {
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations?: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
      }[];
    }[];
  }[];
}

/** Each mistake with the place of its block in the documentation. */
async function lint(paths: readonly string[]): Promise<readonly string[]> {
  const words = paths.flatMap((path) => ['-p', path]);
  const { stdout } = await runCli('lint', '-i', join(root, 'hosts.yml'), '--output', 'sarif', ...words);
  const { runs } = JSON.parse(stdout) as Sarif;
  return runs.flatMap(({ results }) =>
    results
      .filter(({ ruleId, level }) => level === 'error' && !LEFT_OUT.has(ruleId))
      .map(({ ruleId, message, locations }) => {
        const uri = locations?.[0]?.physicalLocation.artifactLocation.uri ?? '';
        const block = linted[Number(/(\d+)\.yml$/.exec(uri)?.[1])];
        return `${block ? placeOf(block) : uri} ${ruleId}: ${message.text}`;
      }),
  );
}
