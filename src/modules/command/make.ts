import { posix } from 'node:path';
import * as z from 'zod';
import { defineAction } from '../../module-api/define-module.ts';
import type { Answers } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { ownWay } from '../../module-api/at-place.ts';
import { integer, path, text } from '../../module-api/params.ts';
import type { Query } from '../../query/query.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { shell } from '../../query/shell.ts';
import { commandOutcome } from './command-outcome.ts';

const params = z.strictObject({
  chdir: path().describe('Directory to run make in.'),
  target: text().optional().describe("The target. Default: the makefile's default target."),
  targets: z.array(text()).optional().describe('Several targets.'),
  params: z
    .record(z.string(), z.union([text(), z.boolean(), z.null()]))
    .default({})
    .describe('Variables to pass to make.'),
  file: path().optional().describe('The makefile. Default: the one that make finds.'),
  jobs: integer().optional().describe('Number of recipes to run in parallel.'),
  make: text().default('make').describe('The make program: a path, or a name in PATH.'),
});

type Params = z.output<typeof params>;
type Found = Answers<{ question: Query<ShellAnswer> }>;

/** Runs make, unless `make --question` succeeds. */
export const make = defineAction({
  name: 'make',
  summary: 'Runs make in a directory, unless make --question says that the targets are up to date.',
  params,
  examples: ['- make:\n    chdir: /usr/local/src/tool\n    target: install\n    params: { PREFIX: /opt/tool }\n'],
  returns: {
    'chdir, file, jobs, params, target': 'As given.',
    command: 'The command that was run.',
    'rc, stdout, stderr': 'Exit status and output of make.',
  },
  queries: (p) => ({ question: shell({ script: question(p), opens: filesOf(p) }) }),
  directories: (p) => [p.chdir],
  diff: (p, { question: answer }: Found) => {
    refuse(p, answer.exitStatus);
    return answer.exitStatus === 0 ? [] : [{ attribute: 'make', before: null, after: targetsOf(p).join(' ') || 'all' }];
  },
  apply: (p) => [
    {
      kind: 'run',
      script: `${ownWay(p.chdir)} &&\ncd -- ${quote(p.chdir)} && ${variablesOf(p)}${commandOf(p, [])}`,
      mayAwaitPipe: true,
    },
  ],
  writes: () => ({ keys: [], unlistedEffects: 'anything' }),
  outcome: (p, [output]) => {
    const { failed, changed, result } = commandOutcome(output, { cmd: shownOf(p), stripsEnds: false });
    return { changed, failed, result: { ...result, ...given(p) } };
  },
  idle: (p) => given(p),
});

const targetsOf = (p: Params): string[] => [...(p.target === undefined ? [] : [p.target]), ...(p.targets ?? [])];

const commandOf = (p: Params, options: readonly string[]): string =>
  quoteAll([
    p.make,
    ...options,
    ...(p.jobs === undefined ? [] : ['-j', String(p.jobs)]),
    ...(p.file === undefined ? [] : ['-f', p.file]),
    ...targetsOf(p),
    ...Object.keys(p.params).filter((name) => p.params[name] === null),
  ]);

interface Definition {
  readonly name: string;
  readonly value: string;
}

const definitionsOf = ({ params: given }: Params): Definition[] =>
  Object.entries(given).flatMap(([name, value]) => (value === null ? [] : [{ name, value: textOf(value) }]));

/** The command for display. */
const shownOf = (p: Params): string =>
  [commandOf(p, []), quoteAll(definitionsOf(p).map(({ name, value }) => `${name}=${value}`))].filter(Boolean).join(' ');

/**
 * Variables in MAKEFLAGS work like those on the command line, but other users cannot read them. Each variable refers to an
 * environment variable, whose value is quoted by the shell only, so that masking finds the value in the displayed script.
 */
function variablesOf(p: Params): string {
  const definitions = definitionsOf(p);
  if (definitions.length === 0) return '';
  const values = definitions.map(({ value }, i) => `PROVISION_${i}=${quote(value)} `).join('');
  const flags = definitions.map(({ name }, i) => ` ${name}=$$(PROVISION_${i})`).join('');
  return `${values}MAKEFLAGS="\${MAKEFLAGS-}"${quote(` --${flags}`)} `;
}

/** Renders booleans as Python does, since Ansible passes them to make in this form. */
function textOf(value: string | boolean): string {
  if (typeof value === 'string') return value;
  return value ? 'True' : 'False';
}

/** The files that make reads, in the order in which it looks for them. */
const filesOf = ({ chdir, file }: Params): string[] =>
  (file === undefined ? ['GNUmakefile', 'makefile', 'Makefile'] : [file]).map((name) => posix.resolve(chdir, name));

const question = (p: Params): string =>
  [
    `[ -d ${quote(p.chdir)} ] || exit 124`,
    `command -v ${quote(p.make)} >/dev/null || exit 127`,
    `cd -- ${quote(p.chdir)} || exit 124`,
    `${variablesOf(p)}${commandOf(p, ['--question'])} >/dev/null 2>&1`,
  ].join('\n');

function refuse(p: Params, exitStatus: number): void {
  if (exitStatus === 124) throw new ModuleFailure(`${p.chdir} is not a directory`);
  if (exitStatus === 127) throw new ModuleFailure('make is not installed on the host', 'Install the package make.');
}

const given = (p: Params): Record<string, unknown> => ({
  chdir: p.chdir,
  file: p.file ?? null,
  jobs: p.jobs ?? null,
  params: p.params,
  target: p.target ?? null,
  command: shownOf(p),
});
