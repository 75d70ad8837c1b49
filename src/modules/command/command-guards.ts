import type * as z from 'zod';
import { ABSOLUTE, bool, text } from '../../module-api/params.ts';
import type { Answers } from '../../module-api/module.ts';
import type { Query } from '../../query/query.ts';
import { quote } from '../../query/quote.ts';
import type { ShellAnswer } from '../../query/shell.ts';
import { shell } from '../../query/shell.ts';
import type { StatAnswer } from '../../query/files/stat.ts';
import { stat } from '../../query/files/stat.ts';

/** Parameters of modules that run commands: guards, working directory, and treatment of the output. */
export const commandParams = {
  chdir: text().meta({ isPath: true }).optional().describe('Directory to run in. Default: the root directory.'),
  creates: text().meta({ isPath: true }).optional().describe('Path or pattern. Do not run if a file matches.'),
  removes: text().meta({ isPath: true }).optional().describe('Path or pattern. Run only if a file matches.'),
  unless: text().optional().describe('Read-only shell command. Run only if it fails. It also runs in check mode.'),
  onlyif: text().optional().describe('Read-only shell command. Run only if it succeeds. It also runs in check mode.'),
  strip_empty_ends: bool().default(true).describe('Strip empty lines from the end of stdout and stderr.'),
};

/** Parameters of modules with standard input. */
export const stdinParams = {
  stdin: text().optional().describe('Input of the command on stdin.'),
  stdin_add_newline: bool().default(true).describe('Append a newline to stdin.'),
};

export interface Guards {
  readonly chdir?: string | undefined;
  readonly creates?: string | undefined;
  readonly removes?: string | undefined;
  readonly unless?: string | undefined;
  readonly onlyif?: string | undefined;
}

export interface GuardQueries {
  readonly [name: string]: readonly Query[];
  /** At most one answer each. */
  readonly creates: readonly Query<StatAnswer | ShellAnswer>[];
  readonly removes: readonly Query<StatAnswer | ShellAnswer>[];
  readonly unless: readonly Query<ShellAnswer>[];
  readonly onlyif: readonly Query<ShellAnswer>[];
}

/** A relative path requires chdir. */
export const isAnchored = (p: Guards): boolean =>
  p.chdir !== undefined || [p.creates, p.removes].every((at) => at === undefined || ABSOLUTE.test(at));

export const unanchored: z.core.$ZodCustomParams = {
  error: 'creates and removes must be absolute paths without chdir',
};

/** The queries that decide whether the command runs. */
export const guardQueries = (p: Guards): GuardQueries => ({
  creates: p.creates === undefined ? [] : [presence(p, p.creates)],
  removes: p.removes === undefined ? [] : [presence(p, p.removes)],
  unless: p.unless === undefined ? [] : [shell({ script: inDirectory(p.chdir, p.unless) })],
  onlyif: p.onlyif === undefined ? [] : [shell({ script: inDirectory(p.chdir, p.onlyif) })],
});

/** A relative directory is one of the login user's, whom nobody has asked where that is. */
export const workingDirectory = ({ chdir }: Guards): readonly string[] => (chdir?.startsWith('/') ? [chdir] : []);

/** Why the command is skipped; undefined if it runs. */
export function guardedBy(p: Guards, answers: Answers<GuardQueries>): string | undefined {
  const [creates] = answers.creates;
  const [removes] = answers.removes;
  const [unless] = answers.unless;
  const [onlyif] = answers.onlyif;
  if (creates && isThere(creates)) return `${p.creates ?? ''} exists`;
  if (removes && !isThere(removes)) return `${p.removes ?? ''} does not exist`;
  if (unless?.exitStatus === 0) return 'the condition of unless is true';
  if (onlyif && onlyif.exitStatus !== 0) return 'the condition of onlyif does not hold';
  return undefined;
}

const isThere = (answer: StatAnswer | ShellAnswer): boolean =>
  'exists' in answer ? answer.exists : answer.exitStatus === 0;

function presence(p: Guards, at: string): Query<StatAnswer | ShellAnswer> {
  const whole = at.startsWith('/') ? at : `${p.chdir ?? ''}/${at}`;
  if (!/[*?[]/.test(whole)) return stat(whole.replace(/\/+$/, '') || '/');
  const fixed = whole.slice(0, whole.search(/[*?[]/));
  return shell({
    script: `for f in ${quotePattern(whole)}; do [ -e "$f" ] || [ -L "$f" ] || exit 1; exit 0; done`,
    reads: [`tree:${fixed.slice(0, fixed.lastIndexOf('/')) || '/'}`],
  });
}

/** Quotes a word except for the wildcards *, ? and brackets. */
const quotePattern = (pattern: string): string => pattern.replace(/[^*?[\]]+/g, quote);

/** Shell code that runs in a directory. A missing directory is a failure. */
export const inDirectory = (directory: string | undefined, script: string): string =>
  directory === undefined ? script : `cd -- ${quote(directory)} || exit\n${script}`;
