import type { YamlEntry } from '../../yaml/node.ts';
import type { LoadSession } from '../load-session.ts';

/** Warns about keywords that have no effect here, so that the user notices the difference. */
export function warnWithoutEffect(
  entries: ReadonlyMap<string, YamlEntry>,
  { session, what }: { readonly session: LoadSession; readonly what: string },
): void {
  for (const [key, why, suggestion, usual] of what === 'play' ? EVERYWHERE : [...EVERYWHERE, ...NOT_IN_PLAYS]) {
    const entry = entries.get(key);
    if (!entry || isEmpty(entry) || isUsual(entry, usual)) continue;
    session.diagnostics.add({
      code: 'without-effect',
      severity: 'warning',
      summary: `${key} of ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what} changes nothing here: ${why}`,
      suggestion,
      range: entry.key.range,
    });
  }
}

const isEmpty = ({ value }: YamlEntry): boolean =>
  value.kind === 'scalar' && (value.value === null || value.value === '' || value.value === false);

const isUsual = ({ value }: YamlEntry, usual: string | undefined): boolean =>
  value.kind === 'scalar' && usual !== undefined && String(value.value).split('.').at(-1) === usual;

/** `usual`: the value that needs no warning, since it is what happens. */
type Row = readonly [key: string, why: string, suggestion: string, usual?: string];

const EVERYWHERE: readonly Row[] = [
  [
    'ignore_unreachable',
    'an unreachable host leaves the play',
    'Remove `ignore_unreachable`: the other hosts continue anyway.',
  ],
  [
    'become_flags',
    'sudo is called in the same way for all tasks',
    'Remove `become_flags`; variables go into `environment: { NAME: value }`.',
  ],
  [
    'debugger',
    'there is no debugger',
    'Remove `debugger`; run provision with `--step`, which prompts before each task.',
  ],
  [
    'become_exe',
    'sudo is found on the host',
    'Remove `become_exe`, and put the program on the PATH of the user who logs in.',
  ],
];

const NOT_IN_PLAYS: readonly Row[] = [
  ['remote_user', 'a host has one connection', 'Write `become_user`, or `remote_user` at the play.'],
  [
    'become_method',
    'a host has one connection',
    'Write it at the play, or `ansible_become_method` in the inventory.',
    'sudo',
  ],
  ['port', 'a host has one connection', 'Write it at the play, or `ansible_port` in the inventory.'],
];
