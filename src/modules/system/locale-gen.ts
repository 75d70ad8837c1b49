import * as z from 'zod';
import type { Answers, Change } from '../../module-api/module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { defineState } from '../../module-api/define-module.ts';
import { text } from '../../module-api/params.ts';
import type { Query } from '../../query/query.ts';
import { quote } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { shell } from '../../query/shell.ts';
import type { FoundText, TextEdit } from '../text/text-file.ts';
import { applyText, diffText, predictText, textQueries } from '../text/text-file.ts';
import { joinLines, splitLines } from '../text/text-lines.ts';

const FILE = '/etc/locale.gen';
const SUPPORTED = '/usr/share/i18n/SUPPORTED';

const params = z.strictObject({
  name: text()
    .pipe(z.string().regex(/^[A-Za-z0-9@_.-]+$/, 'must be a locale, such as de_DE.UTF-8'))
    .describe('Name of the locale: de_DE.UTF-8.'),
  state: z.enum(['present', 'absent']).default('present').describe('Whether the locale is generated.'),
});

type Params = z.output<typeof params>;

type Asked = ReturnType<typeof textQueries> & {
  readonly made: Query<ShellAnswer>;
  readonly supported: Query<ShellAnswer>;
};
type Found = FoundText & Answers<{ made: Query<ShellAnswer>; supported: Query<ShellAnswer> }>;

/** Generates locales. */
export const localeGen = defineState({
  name: 'locale_gen',
  summary: 'Generates and removes locales with locale-gen.',
  params,
  examples: ['- locale_gen:\n    name: de_DE.UTF-8\n'],
  returns: { name: 'The locale.', state: 'present or absent.' },
  queries: (p): Asked => ({ ...textQueries(FILE), made: madeOf(p), supported: supportedOf(p) }),
  diff: (p, s: Found): Change[] => {
    requireSupport(p, s);
    const isMade = s.made.exitStatus === 0;
    return [
      ...diffText(editOf(p, s), s),
      ...(isMade === (p.state === 'present')
        ? []
        : [{ attribute: 'locale', before: isMade ? 'present' : 'absent', after: p.state }]),
    ];
  },
  apply: (p, s: Found) => [
    ...(diffText(editOf(p, s), s).length > 0 ? applyText(editOf(p, s), s) : []),
    { kind: 'run', script: 'locale-gen', shownAs: 'locale-gen' },
  ],
  predict: (p, s: Found, context) => [
    ...predictText(editOf(p, s), s, context),
    { query: madeOf(p), answer: { exitStatus: p.state === 'present' ? 0 : 1, stdout: '', stderr: '' } },
  ],
  writes: (p) => ({ keys: [`locale:${p.name}`, `file:${FILE}`, 'tree:/usr/lib/locale'] }),
  result: (p) => ({ name: p.name, state: p.state }),
});

/** `locale -a` writes the character set differently: de_DE.utf8. */
function madeOf({ name }: Params): Query<ShellAnswer> {
  const listed = name.replace(/\.([^@]+)/, (_, charset: string) => `.${charset.toLowerCase().replaceAll('-', '')}`);
  return shell({
    script: `locale -a 2>/dev/null | grep -qxF -e ${quote(name)} -e ${quote(listed)}`,
    reads: [`locale:${name}`, 'tree:/usr/lib/locale'],
  });
}

/** The line of the supported locales for locale.gen: the locale and its character set. */
const supportedOf = ({ name }: Params): Query<ShellAnswer> =>
  shell({
    script: `awk -v name=${quote(name)} '$1 == name { print; exit }' ${SUPPORTED}`,
    reads: [`file:${SUPPORTED}`, 'package:locales'],
  });

function requireSupport({ name, state }: Params, { text: file, supported }: Found): void {
  if (file === null && supported.stdout === '')
    throw new ModuleFailure(`there is no ${FILE} on the host`, 'Install the package locales first.');
  if (state === 'present' && supported.stdout === '')
    throw new ModuleFailure(`there is no locale ${name}`, `${SUPPORTED} on the host lists all available locales.`);
}

const editOf = (p: Params, { supported }: Found): TextEdit => ({
  path: FILE,
  attributes: {},
  backup: false,
  validate: undefined,
  whenAbsent: p.state === 'present' ? 'create' : 'leave',
  edit: (before) => editLocales(p, supported.stdout.trim(), before),
});

function editLocales({ name, state }: Params, wanted: string, before: string): string {
  const split = splitLines(before);
  const commented = (line: string): boolean => line.replace(/^#\s*/, '').split(/\s+/)[0] === name;
  const isActive = (line: string): boolean => commented(line) && !line.startsWith('#');
  if (state === 'absent')
    return split.lines.some(isActive)
      ? joinLines(
          split,
          split.lines.map((line) => (isActive(line) ? `# ${line}` : line)),
        )
      : before;
  if (split.lines.some(isActive)) return before;
  const at = split.lines.findIndex(commented);
  return joinLines(split, at < 0 ? [...split.lines, wanted] : split.lines.with(at, wanted));
}
