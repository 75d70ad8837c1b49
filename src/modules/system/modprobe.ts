import * as z from 'zod';
import type { Answers, Change, Prediction } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { predictFile } from '../lib/predict-file.ts';
import { oneLine, text } from '../../module-api/params.ts';
import type { Step } from '../../module-api/step.ts';
import type { Query } from '../../query/query.ts';
import type { FileTextAnswer } from '../../query/files/file-text.ts';
import { fileText } from '../../query/files/file-text.ts';
import { quote } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { shell } from '../../query/shell.ts';

const params = z.strictObject({
  name: text()
    .pipe(z.string().regex(/^[A-Za-z0-9_-]+$/, 'must be the name of a kernel module'))
    .describe('The kernel module.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether the module is loaded.'),
  params: oneLine().default('').describe('Parameters that are passed when the module is loaded: `numdummies=2`.'),
  persistent: z
    .enum(['disabled', 'present', 'absent'])
    .default('disabled')
    .describe(
      '`present` also loads the module at boot; `absent` removes it from the modules loaded at boot; `disabled` does not change the boot configuration.',
    ),
});

type Params = z.output<typeof params>;
type Found = Answers<{ loaded: Query<ShellAnswer>; atBoot: Query<FileTextAnswer>; options: Query<FileTextAnswer> }>;

/** Loads and unloads kernel modules. */
export const modprobe = defineState({
  name: 'modprobe',
  summary: 'Loads and unloads kernel modules.',
  params,
  examples: ['- modprobe:\n    name: br_netfilter\n    persistent: present\n'],
  returns: { name: 'The kernel module.' },
  queries: (p) => ({ loaded: loadedOf(p), atBoot: fileText(bootFile(p)), options: fileText(optionsFile(p)) }),
  diff: (p, s: Found) => diff(p, s),
  apply: (p, s: Found) => apply(p, s),
  predict: (p, s: Found) => predict(p, s),
  writes: (p) => ({
    keys: [`kernel-module:${p.name}`, `file:${bootFile(p)}`, `file:${optionsFile(p)}`, 'sysctl:'],
    // a module may create settings and devices
    unlistedEffects: 'creates',
  }),
  result: (p) => ({ name: p.name, state: p.state, params: p.params }),
});

const NEEDS_KMOD =
  "command -v modprobe >/dev/null || { echo 'modprobe is not installed: install the package kmod' >&2; exit 1; }";

const bootFile = (p: Params): string => `/etc/modules-load.d/${p.name}.conf`;
const optionsFile = (p: Params): string => `/etc/modprobe.d/${p.name}.conf`;

/** Exit status 0 if the module is loaded or built into the kernel. */
function loadedOf(p: Params): Query<ShellAnswer> {
  const name = p.name.replaceAll('-', '_');
  const pattern = `/${p.name.replace(/[-_]/g, '[-_]')}\\.ko`;
  return shell({
    script: `[ -d /sys/module/${name} ] || { read -r v </proc/sys/kernel/osrelease; grep -qs -- ${quote(pattern)} "/lib/modules/$v/modules.builtin"; }`,
    reads: [`kernel-module:${p.name}`],
  });
}

const wantedOptions = (p: Params): string | null =>
  p.persistent === 'present' && p.params !== '' ? `options ${p.name} ${p.params}\n` : null;

/** The boot configuration files that must change, with their new content, or null to remove the file. */
function files(p: Params, s: Found): { path: string; content: string | null }[] {
  if (p.persistent === 'disabled') return [];
  const wanted = [
    { path: bootFile(p), content: p.persistent === 'present' ? `${p.name}\n` : null, found: s.atBoot },
    { path: optionsFile(p), content: wantedOptions(p), found: s.options },
  ];
  return wanted.filter(({ content, found }) => content !== (found?.toString('utf8') ?? null));
}

function diff(p: Params, s: Found): Change[] {
  const isLoaded = s.loaded.exitStatus === 0;
  return [
    ...(isLoaded === (p.state === 'present')
      ? []
      : [{ attribute: 'state', before: isLoaded ? 'present' : 'absent', after: p.state }]),
    ...files(p, s).map(({ path, content }) => ({
      attribute: path,
      before: content === null ? 'present' : 'other',
      after: content === null ? 'absent' : content.trim(),
    })),
  ];
}

function apply(p: Params, s: Found): Step[] {
  const isLoaded = s.loaded.exitStatus === 0;
  const name = quote(p.name);
  const options = p.params === '' ? '' : ` ${p.params.split(/\s+/).map(quote).join(' ')}`;
  const load = p.state === 'present' ? `modprobe -- ${name}${options}` : `modprobe -r -- ${name}`;
  return [
    ...(isLoaded === (p.state === 'present') ? [] : [{ kind: 'run' as const, script: `${NEEDS_KMOD}\n${load}` }]),
    ...files(p, s).map(({ path, content }): Step =>
      content === null
        ? { kind: 'run', script: `rm -f -- ${quote(path)}` }
        : { kind: 'write', path, content: { kind: 'bytes', bytes: Buffer.from(content) }, mode: '0644' },
    ),
  ];
}

function predict(p: Params, s: Found): Prediction[] {
  const changed = new Map(
    files(p, s).map(({ path, content }) => [path, content === null ? null : Buffer.from(content)]),
  );
  const fileAnswers = [
    { path: bootFile(p), found: s.atBoot },
    { path: optionsFile(p), found: s.options },
  ].flatMap(({ path, found }) => {
    const content = changed.get(path);
    if (content === undefined) return [{ query: fileText(path), answer: found }];
    if (content === null) return predictFile(path, { exists: false }, null);
    const attributes = { type: 'file', mode: '0644', owner: 'root', group: 'root', size: content.length } as const;
    return predictFile(path, { exists: true, ...attributes }, content);
  });
  return [
    { query: loadedOf(p), answer: { exitStatus: p.state === 'present' ? 0 : 1, stdout: '', stderr: '' } },
    ...fileAnswers,
  ];
}
