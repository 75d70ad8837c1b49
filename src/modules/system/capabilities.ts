import * as z from 'zod';
import { atPlace, hereOf } from '../../module-api/at-place.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { path, text } from '../../module-api/params.ts';
import { quote } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import type { ProbedPlan } from '../lib/define-probed.ts';
import { CONVERGED, defineProbed } from '../lib/define-probed.ts';

const params = z.strictObject({
  path: path().describe('The program.'),
  capability: text()
    .pipe(z.string().regex(/^cap_[a-z_]+([=+-][eip]+)?$/i, 'must be like cap_net_raw=ep'))
    .describe('The capability and its sets: cap_net_raw=ep. With absent, the name is sufficient.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether the program has the capability.'),
});

type Params = z.output<typeof params>;

/** Manages the capabilities of programs, which grant single root privileges to other users. */
export const capabilities = defineProbed({
  name: 'capabilities',
  summary: 'Adds and removes Linux capabilities of a program.',
  params,
  aliases: { key: 'path', cap: 'capability' },
  examples: ['- capabilities:\n    path: /usr/local/bin/exporter\n    capability: cap_net_raw=ep\n'],
  returns: { path: 'The program.' },
  probe: (p) =>
    `[ -f ${quote(p.path)} ] || exit 2; command -v getcap >/dev/null || exit 127; getcap -- ${quote(p.path)} | cut -b ${Buffer.byteLength(p.path) + 1}- | ${ONE_PER_LINE}`,
  reads: (p) => [`file:${p.path}`, 'package:libcap2-bin'],
  plan,
  writes: (p) => ({ keys: [`file:${p.path}`] }),
  result: (p) => ({ path: p.path }),
});

function plan(p: Params, { exitStatus, stdout }: ShellAnswer): ProbedPlan {
  if (exitStatus === 2) throw new ModuleFailure(`${p.path} is not a regular file`);
  if (exitStatus === 127)
    throw new ModuleFailure('getcap is not installed on the host', 'Install the package libcap2-bin.');
  const found = parseCapabilities(stdout);
  const [name = '', sets = 'ep'] = p.capability.toLowerCase().split(/[=+]/);
  const after = new Map(found);
  if (p.state === 'absent') after.delete(name);
  else after.set(name, sortSets(sets));
  if (after.get(name) === found.get(name)) return CONVERGED;
  return {
    changes: [{ attribute: name, before: found.get(name) ?? null, after: after.get(name) ?? null }],
    steps: [{ kind: 'run', script: render(p.path, after) }],
    after: [...after]
      .map(([key, value]) => `${key}=${value}\n`)
      .sort()
      .join(''),
  };
}

/** One `cap_chown=ep` per line, from `/usr/bin/ping cap_net_raw,cap_chown=ep`; older releases print ` = ` before the list and `+` in it */
const ONE_PER_LINE = String.raw`grep -o 'cap_[a-z_,0-9]*[=+][eip]*' | awk -F '[=+]' '{ n = split($1, c, ","); for (i = 1; i <= n; i++) print c[i] "=" $2 }' | LC_ALL=C sort`;

const parseCapabilities = (stdout: string): Map<string, string> =>
  new Map(
    stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => {
        const [name = '', sets = ''] = line.split('=');
        return [name, sortSets(sets)] as const;
      }),
  );

const sortSets = (sets: string): string => [...sets].sort().join('');

function render(program: string, wanted: ReadonlyMap<string, string>): string {
  const sets = [...wanted].map(([name, value]) => `${name}=${value}`).join(' ');
  return atPlace(program, [`setcap ${sets === '' ? '-r --' : quote(sets)} ${hereOf(program)}`]);
}
