import * as z from 'zod';
import type { Answers, Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { bool, path, text } from '../../module-api/params.ts';
import type { Query } from '../../query/query.ts';
import { quote } from '../../query/quote.ts';
import type { SysctlAnswer } from '../../query/services/sysctl.ts';
import { normalizeValue, sysctl as sysctlQuery, sysctlPath } from '../../query/services/sysctl.ts';
import type { FoundText, TextEdit } from '../text/text-file.ts';
import { applyText, diffText, predictText, textQueries } from '../text/text-file.ts';
import { joinLines, splitLines } from '../text/text-lines.ts';

const shape = z.strictObject({
  name: text()
    .pipe(z.string().regex(/^[^\s=]+$/, 'must be the name of a setting'))
    .describe('The setting: net.ipv4.ip_forward.'),
  value: z
    .preprocess((value) => (typeof value === 'boolean' ? String(Number(value)) : value), text())
    .pipe(z.string().regex(/^[^\n]+$/, 'must be one line'))
    .optional()
    .describe('Its value.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether the setting exists in the file.'),
  sysctl_file: path()
    .default('/etc/sysctl.d/99-provision.conf')
    .describe('File of the setting. Debian 13 no longer reads /etc/sysctl.conf.'),
  reload: bool().default(true).describe('Also change the running kernel.'),
  sysctl_set: bool().default(false).describe('Also change the running kernel, even if the file does not change.'),
  ignoreerrors: bool().default(false).describe('Ignore a setting that the kernel does not have.'),
});

type Params = z.output<typeof shape>;

const params = shape.refine((p) => p.state === 'absent' || p.value !== undefined, {
  path: ['value'],
  message: 'is needed with state: present',
});

type Asked = ReturnType<typeof textQueries> & { readonly live: Query<SysctlAnswer> };
type Found = Answers<{ live: Query<SysctlAnswer> }> & FoundText;

/** Sets kernel settings in a file and in the running kernel. */
export const sysctl = defineState({
  name: 'sysctl',
  summary: 'Sets kernel settings, now and at boot.',
  params,
  aliases: { key: 'name', val: 'value' },
  examples: [
    '- sysctl:\n    name: net.ipv4.ip_nonlocal_bind\n    value: 1\n',
    '- sysctl:\n    name: net.ipv4.ip_forward\n    state: absent\n',
  ],
  returns: { name: 'The setting.' },
  queries: (p): Asked => ({ ...textQueries(p.sysctl_file), live: sysctlQuery(p.name) }),
  diff: (p, s: Found): Change[] => [
    ...diffText(editOf(p), s),
    ...(setsLive(p, s) ? [{ attribute: 'value', before: s.live, after: wantedValue(p) }] : []),
  ],
  apply: (p, s: Found) => [
    // the running kernel first, since it rejects invalid values
    ...(setsLive(p, s)
      ? [{ kind: 'run' as const, script: `printf '%s\\n' ${quote(p.value ?? '')} > ${quote(sysctlPath(p.name))}` }]
      : []),
    ...(diffText(editOf(p), s).length > 0 ? applyText(editOf(p), s) : []),
  ],
  predict: (p, s: Found, context) => [
    ...predictText(editOf(p), s, context),
    { query: sysctlQuery(p.name), answer: setsLive(p, s) ? wantedValue(p) : s.live },
  ],
  writes: (p) => ({ keys: [`file:${p.sysctl_file}`, `sysctl:${sysctlPath(p.name)}`] }),
  result: (p) => ({ name: p.name }),
  owns: (p) =>
    p.state === 'absent'
      ? []
      : [
          {
            key: `sysctl:${p.name}:${p.sysctl_file}`,
            remove: { module: 'sysctl', params: { name: p.name, sysctl_file: p.sysctl_file, state: 'absent' } },
          },
        ],
});

const wantedValue = (p: Params): string => normalizeValue(p.value ?? '');

function setsLive(p: Params, { live }: Found): boolean {
  if (p.state === 'absent' || !(p.reload || p.sysctl_set)) return false;
  if (live === null && !p.ignoreerrors) {
    throw new ModuleFailure(
      `the kernel has no setting ${p.name}`,
      'Its kernel module may not be loaded: load it with modprobe, or set ignoreerrors: yes to write only the file.',
    );
  }
  return live !== null && live !== wantedValue(p);
}

const editOf = (p: Params): TextEdit => ({
  path: p.sysctl_file,
  attributes: {},
  backup: false,
  validate: undefined,
  whenAbsent: p.state === 'absent' ? 'leave' : 'create',
  edit: (before) => editSettings(p, before),
});

/** The last line with the setting takes precedence and is edited; other lines with it are removed. */
function editSettings(p: Params, before: string): string {
  const file = splitLines(before);
  const isOurs = (line: string): boolean => {
    const name = /^\s*-?\s*([^\s=#;]+)\s*=/.exec(line)?.[1];
    return name !== undefined && sysctlPath(name) === sysctlPath(p.name);
  };
  const last = file.lines.findLastIndex(isOurs);
  const wanted = `${p.name} = ${wantedValue(p)}`;
  const found = file.lines[last];
  const same = found !== undefined && normalizeValue(found.slice(found.indexOf('=') + 1)) === wantedValue(p);
  const kept = file.lines.flatMap((line, i) => {
    if (!isOurs(line)) return [line];
    return i === last && p.state === 'present' ? [same ? line : wanted] : [];
  });
  return joinLines(file, last < 0 && p.state === 'present' ? [...kept, wanted] : kept);
}
