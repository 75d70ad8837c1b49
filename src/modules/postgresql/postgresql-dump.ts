import { ownWay } from '../../module-api/at-place.ts';
import type { Prediction } from '../../module-api/module.ts';
import { text } from '../../module-api/params.ts';
import type { RunStep } from '../../module-api/step.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import { stat } from '../../query/files/stat.ts';
import { splitWords } from '../command/split-words.ts';
import type { DumpFile } from '../lib/dump-file.ts';
import { predictDump, renderDump, renderLoad } from '../lib/dump-file.ts';
import { NEW_DIRECTORY } from '../lib/directory-target.ts';
import type { PostgresqlLogin } from './postgresql-login.ts';
import { postgresqlSettings, readPassword } from './postgresql-login.ts';

/** Parameters of `state: dump`, `restore` and `rename`. */
export const dumpParams = {
  target: text()
    .optional()
    .describe(
      'With dump and restore: the file on the host. Its name gives the format: .tar, .pgc (custom) and .dir (a directory) are those of pg_restore, .gz, .bz2 and .xz packed SQL, others SQL. With rename: the new name.',
    ),
  target_opts: text().optional().describe('With dump and restore: more options of pg_dump, psql or pg_restore.'),
  dump_extra_args: text().optional().describe('With dump: more options of pg_dump.'),
};

export interface DumpParams extends PostgresqlLogin {
  readonly name: string;
  readonly target_opts?: string | undefined;
  readonly dump_extra_args?: string | undefined;
}

const FORMATS: Readonly<Record<string, string>> = { tar: 'tar', pgc: 'custom', dir: 'directory' };

/** The format that is pg_restore's own; undefined: SQL. */
const formatOf = (path: string): string | undefined => FORMATS[path.slice(path.lastIndexOf('.') + 1)];

/** pg_dump makes a directory of it, and not a file. */
export const isDirectoryDump = (path: string): boolean => formatOf(path) === 'directory';

/** Writes the database to a file, or to a directory, which pg_dump wants to be new or empty. */
export function dumpStep(p: DumpParams, target: string): RunStep {
  const format = formatOf(target);
  const words = [
    ...(format === undefined ? [] : [`--format=${format}`]),
    ...(p.session_role === undefined ? [] : [`--role=${p.session_role}`]),
    ...splitWords(p.dump_extra_args ?? ''),
    ...splitWords(p.target_opts ?? ''),
  ];
  const dump = `${postgresqlSettings(p, p.name)} pg_dump -w ${quoteAll(words)}`.trim();
  const body = isDirectoryDump(target)
    ? `${ownWay(target)} &&\n${dump} --file=${quote(target)}`
    : renderDump(target, dump);
  return stepOf(p, body);
}

/** Restores a dump into the database. The first statement that fails ends it: psql alone would report success. */
export function restoreStep(p: DumpParams, target: string): RunStep {
  const format = formatOf(target);
  const more = splitWords(p.target_opts ?? '');
  const role = p.session_role === undefined ? [] : [`--role=${p.session_role}`];
  if (format !== undefined) {
    const words = ['-w', `--format=${format}`, `--dbname=${p.name}`, ...role, ...more, target];
    return stepOf(p, `${postgresqlSettings(p, p.name)} pg_restore ${quoteAll(words)}`);
  }
  const start =
    p.session_role === undefined ? [] : ['-c', `SET ROLE "${p.session_role.replaceAll('"', '""')}"`, '-f', '-'];
  const words = ['-XAtwq', '-o', '/dev/null', '-v', 'ON_ERROR_STOP=1', ...start, ...more];
  return stepOf(p, renderLoad(target, `${postgresqlSettings(p, p.name)} psql ${quoteAll(words)}`));
}

const stepOf = (p: DumpParams, body: string): RunStep => ({
  kind: 'run',
  script: [...readPassword, body].join('\n'),
  stdin: `${p.login_password ?? ''}\n`,
});

/** What is at the file's place after a dump. */
export function predictDumped(file: DumpFile, context: Parameters<typeof predictDump>[1]): Prediction[] {
  if (!isDirectoryDump(file.path)) return predictDump(file, context);
  const me = context.as ?? 'root';
  const made = { ...NEW_DIRECTORY, mode: '0700', owner: me, group: me };
  return [{ query: stat(file.path), answer: file.self.exists ? file.self : made }];
}
