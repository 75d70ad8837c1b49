import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkout } from '../lab.ts';
import type { CorpusResult } from './corpora.ts';
import { renderCorpora } from './corpora-page.ts';
import { difference } from './difference.ts';
import type { RoleResult } from './results.ts';
import { table } from './table.ts';
import type { Run } from './tools.ts';

const PAGE = join(checkout, 'docs/from-ansible.md');

/** Writes docs/from-ansible.md completely. */
export function writePage(results: readonly RoleResult[], corpora: readonly CorpusResult[]): void {
  writeFileSync(PAGE, renderPage(results, corpora));
}

const HEAD = `# Ansible's roles, unchanged

Public roles run as they are, by provision and by \`ansible-playbook\` 2.14, each on a fresh Debian 12 host of the lab: a dry run, the run,
and the run again. This part is written by \`npm run bench:roles -- FOLDER\`, where FOLDER holds the roles as \`ansible-galaxy\` installs
them ([bench/README.md](../bench/README.md#roles)). The play is each role's own test (\`molecule/default/converge.yml\`); \`bench/roles/settings.yml\`
has the variables that keep to Debian's packages, since a lab host reaches no other archive.

- **dry run**: whether it ends without a failure on the fresh host. Ansible's fails for most roles, since a package list or a package
  that an earlier task would bring is not there yet.
- **again**: what the second run changed.
- **end state**: whether both leave the same files (type, mode, owner, content), packages, units, accounts, groups, crontabs, firewall rules and network
  settings; \`bench/roles/ignored.txt\` says what is not compared, with reasons.
- Times are whole processes on a busy machine, one after the other; the host shares its processors.
`;

export function renderPage(results: readonly RoleResult[], corpora: readonly CorpusResult[]): string {
  return [
    HEAD,
    table(
      ['role', 'dry run', 's', "Ansible's", 's', 'run', 's', "Ansible's", 's', 'again', 's', "Ansible's", 's', 'end state'],
      results.map(rowOf),
    ),
    '',
    ...section('Settings', results, ({ role, why }) => (why === '' ? [] : [`\`${role}\`: ${why}`])),
    ...section('Failures', results, failuresOf),
    ...section('Differences of the end state', results, (result) => result.differences.map((one) => difference(result.role, one))),
    ...renderCorpora(corpora),
  ].join('\n');
}

function rowOf({ role, tools, differences }: RoleResult): string[] {
  const { provision: ours, 'ansible-playbook': theirs } = tools;
  const both = (name: 'check' | 'apply' | 'again', say: (run: Run) => string): string[] =>
    [ours, theirs].flatMap((tool) => [say(tool[name]), tool[name].seconds.toFixed(1)]);
  const hasEnded = ours.apply.exitCode === 0 && theirs.apply.exitCode === 0;
  const state = differences.length === 0 ? 'the same' : `${differences.length} differences`;
  return [
    role,
    ...both('check', (run) => (run.exitCode === 0 ? 'ok' : 'fails')),
    ...both('apply', (run) => (run.exitCode === 0 ? `${run.changed} changed` : 'fails')),
    ...both('again', (run) => (run.exitCode === 0 ? String(run.changed) : 'fails')),
    hasEnded ? state : 'not compared',
  ];
}

const NAMES = { check: 'dry run', apply: 'run', again: 'second run' };

function failuresOf({ role, tools }: RoleResult): string[] {
  return Object.entries(tools).flatMap(([tool, runs]) =>
    (['check', 'apply'] as const).flatMap((name) =>
      runs[name].failures.map((text) => `\`${role}\`, ${tool}, ${NAMES[name]}: ${oneLine(text)}`),
    ),
  );
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').slice(0, 200).trim();

function section(title: string, results: readonly RoleResult[], linesOf: (result: RoleResult) => string[]): string[] {
  const lines = results.flatMap(linesOf).map((line) => `- ${line}`);
  return lines.length === 0 ? [] : [`## ${title}\n`, ...lines, ''];
}
