import * as z from 'zod';
import { removeFiles } from '../../module-api/at-place.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import type { Change } from '../../module-api/module.ts';
import { bool, path, text } from '../../module-api/params.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';
import { quote, quoteAll } from '../../query/quote.ts';

const params = z.strictObject({
  path: path().describe('The file of a package. dpkg installs it at another path.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether it is diverted.'),
  divert: path().optional().describe('The other path. Default: path with .distrib at its end.'),
  holder: text()
    .optional()
    .describe('The package whose own file keeps the path. Default, or LOCAL: the file of no package does.'),
  rename: bool().default(false).describe('Also move the file that exists to the other path, and back.'),
  force: bool().default(false).describe('With rename: overwrite a file that exists there.'),
});

type Params = z.output<typeof params>;

interface Diversion {
  readonly divert: string;
  readonly holder: string;
}

/** Manages diversions of the files of packages. */
export const dpkgDivert = defineProbed({
  name: 'dpkg_divert',
  summary: 'Diverts files of packages to other paths, so that the packages keep no file at theirs.',
  params,
  aliases: { name: 'path' },
  examples: [
    '- dpkg_divert:\n    path: /etc/nginx/mime.types\n    rename: true\n',
    '- dpkg_divert:\n    path: /etc/nginx/mime.types\n    state: absent\n    rename: true\n    force: true\n',
  ],
  returns: { diversion: 'The path, the other path and the holder; only the path and state if it is not diverted.' },
  probe: (p) =>
    [
      'command -v dpkg-divert >/dev/null || exit 127',
      `h=$(dpkg-divert --listpackage ${quote(p.path)}) || exit`,
      `[ -z "$h" ] || { printf '%s\\n' "$h"; dpkg-divert --truename ${quote(p.path)}; }`,
      `printf '%s\\n' ---; { [ ! -e ${quote(p.path)} ] && [ ! -L ${quote(p.path)} ]; } || echo from`,
      `{ [ ! -e ${quote(divertOf(p))} ] && [ ! -L ${quote(divertOf(p))} ]; } || echo to`,
    ].join('\n'),
  reads: (p) => [diversionKey(p), `file:${p.path}`, `file:${divertOf(p)}`, 'packages:'],
  plan,
  writes: (p) => ({ keys: [diversionKey(p), `file:${p.path}`, `file:${divertOf(p)}`] }),
  result: (p, answer) => {
    const found = parse(answer).diversion;
    return { diversion: { path: p.path, state: found ? 'present' : 'absent', ...found } };
  },
});

const diversionKey = (p: Params): string => `diversion:${p.path}`;

const divertOf = (p: Params): string => p.divert ?? `${p.path}.distrib`;

const holderOf = (p: Params): string => p.holder ?? 'LOCAL';

interface Found {
  readonly diversion: Diversion | undefined;
  /** Whether there is a file at the path itself, and at the other path. */
  readonly isHere: boolean;
  readonly isThere: boolean;
}

function parse({ stdout }: ShellAnswer): Found {
  const [known = '', files = ''] = stdout.split(/^---\n/m);
  const [holder, divert = ''] = known.split('\n');
  return {
    diversion: holder ? { holder, divert } : undefined,
    isHere: /^from$/m.test(files),
    isThere: /^to$/m.test(files),
  };
}

const render = ({ diversion, isHere, isThere }: Found): string =>
  [
    ...(diversion ? [diversion.holder, diversion.divert] : []),
    '---',
    ...(isHere ? ['from'] : []),
    ...(isThere ? ['to'] : []),
    '',
  ].join('\n');

function plan(p: Params, answer: ShellAnswer): ProbedPlan {
  if (answer.exitStatus === 127)
    throw new ModuleFailure('the host has no dpkg-divert', 'Only Debian and its relatives have it.');
  if (answer.exitStatus !== 0) throw new ModuleFailure(answer.stderr);
  const found = parse(answer);
  const wanted = p.state === 'absent' ? undefined : { holder: holderOf(p), divert: divertOf(p) };
  const changes = differences(found.diversion, wanted);
  if (changes.length === 0) return CONVERGED;
  const steps = [
    ...(found.diversion ? [removal(p, found, found.diversion)] : []),
    ...(wanted ? [addition(p, found)] : []),
  ];
  return {
    changes,
    steps: [
      { kind: 'run', script: steps.join(' &&\n'), shownAs: `dpkg-divert ${wanted ? '--add' : '--remove'} ${p.path}` },
    ],
    after: render({ diversion: wanted, ...filesAfter(p, found, wanted !== undefined) }),
  };
}

const differences = (before: Diversion | undefined, after: Diversion | undefined): Change[] =>
  before && after
    ? (['divert', 'holder'] as const)
        .filter((key) => before[key] !== after[key])
        .map((key) => ({ attribute: key, before: before[key], after: after[key] }))
    : before === after
      ? []
      : [{ attribute: 'diversion', before: before?.divert ?? null, after: after?.divert ?? null }];

/** dpkg-divert does not overwrite a file. */
function refuseOverwriting(p: Params, to: string): void {
  if (!p.force) throw new ModuleFailure(`there is already a file at ${to}`, 'Give force to overwrite it.');
}

function addition(p: Params, { diversion, isHere, isThere }: Found): string {
  const other = divertOf(p);
  // the removal of another diversion has moved the file back
  const overwrites = p.rename && isThere && (isHere || diversion !== undefined);
  if (overwrites) refuseOverwriting(p, other);
  const holder = holderOf(p) === 'LOCAL' ? ['--local'] : ['--package', holderOf(p)];
  return [
    ...(overwrites ? [removeFiles([other])] : []),
    `dpkg-divert ${quoteAll([...holder, '--divert', other, renaming(p), '--add', p.path])}`,
  ].join(' &&\n');
}

function removal(p: Params, { isHere, isThere }: Found, { divert }: Diversion): string {
  const overwrites = p.rename && isHere && (isThere || divert !== divertOf(p));
  if (overwrites) refuseOverwriting(p, p.path);
  return [
    ...(overwrites ? [removeFiles([p.path])] : []),
    `dpkg-divert ${quoteAll([renaming(p), '--remove', p.path])}`,
  ].join(' &&\n');
}

const renaming = (p: Params): string => (p.rename ? '--rename' : '--no-rename');

function filesAfter(p: Params, { isHere, isThere }: Found, isDiverted: boolean): Pick<Found, 'isHere' | 'isThere'> {
  if (!p.rename) return { isHere, isThere };
  const isAny = isHere || isThere;
  return isDiverted ? { isHere: false, isThere: isAny } : { isHere: isAny, isThere: false };
}
