import { posix } from 'node:path';
import type { Answers, Queries } from '../../src/module-api/module.ts';
import { sha256Of } from '../../src/module-api/sha256.ts';
import { Unknown } from '../../src/values/unknown.ts';
import type { Query } from '../../src/query/query.ts';
import type { ModuleCase } from './module-case.ts';

type Plain = Readonly<Record<string, unknown>>;

/** The answers of a case: those it gives by the name of the query, else what follows from its `files`, else absence. */
export function caseAnswers(queries: Queries, given: ModuleCase): Answers<Queries> {
  const extra = Object.keys(given.answers).filter((name) => !Object.hasOwn(queries, name));
  if (extra.length > 0) throw new Error(`no query is named ${extra.join(', ')}: ${Object.keys(queries).join(', ')}`);
  const entries = Object.entries(queries).map(([name, asked]) => {
    const answer = given.answers[name];
    return [name, isList(asked) ? answerList(name, asked, answer, given) : answerOne(name, asked, answer, given)];
  });
  return Object.fromEntries(entries) as Answers<Queries>;
}

const isList = (asked: Query | readonly Query[]): asked is readonly Query[] => Array.isArray(asked);

function answerList(name: string, asked: readonly Query[], answer: unknown, given: ModuleCase): unknown[] {
  if (answer !== undefined && !(Array.isArray(answer) && answer.length === asked.length))
    throw new Error(`${name} are ${asked.length} queries: give a list of as many answers`);
  return asked.map((query, i) => answerOne(name, query, (answer as unknown[] | undefined)?.[i], given));
}

function answerOne(name: string, query: Query, answer: unknown, given: ModuleCase): unknown {
  const read = READERS[query.kind.name];
  if (answer !== undefined) return read ? read.given(answer) : revive(answer);
  if (!read) throw new Error(`the case gives no answer to ${name}, which is ${queryLabel(query)}`);
  const key = query.kind.key(query.args);
  const file = given.files[key] ?? (isAbove(key, given.files) ? { type: 'directory' } : undefined);
  return file === undefined ? read.absent : read.file(file, key);
}

/** What is above a file that is there is a directory. */
const isAbove = (path: string, files: ModuleCase['files']): boolean =>
  Object.keys(files).some((name) => name.startsWith(path.endsWith('/') ? path : `${path}/`));

/** How a person calls a query: its kind and what it is about. */
export const queryLabel = (query: Query): string => `${query.kind.name} ${query.kind.key(query.args)}`;

interface Reader {
  /** The answer for an entry of `files`, which stands at this path. */
  file(entry: unknown, path: string): unknown;
  given(answer: unknown): unknown;
  readonly absent: unknown;
}

const READERS: Readonly<Record<string, Reader | undefined>> = {
  stat: {
    file: statOf,
    given: (answer) => (answer === 'absent' ? { exists: false } : statOf(answer)),
    absent: { exists: false },
  },
  fileText: { file: contentOf, given: (answer) => (answer === null ? null : contentOf(answer)), absent: null },
  fileHash: { file: hashOf, given: (answer) => answer, absent: null },
  way: { file: wayOf, given: (answer) => answer, absent: { links: [], end: null } },
  homeFile: { file: () => null, given: homeFileOf, absent: null },
  fileDigest: { file: () => null, given: (answer) => answer, absent: null },
  shell: { file: shellAnswer, given: shellAnswer, absent: shellAnswer('') },
  volatileShell: { file: shellAnswer, given: shellAnswer, absent: shellAnswer('') },
};

const ROOT_OWNED = { exists: true, owner: 'root', group: 'root', uid: 0, gid: 0, size: 0 };
const MODES: Readonly<Record<string, string>> = { directory: '0755', link: '0777' };

function statOf(entry: unknown): Plain {
  if (typeof entry === 'string') return statOf({ content: entry });
  const { content, ...given } = entry as Plain;
  const type = typeof given['type'] === 'string' ? given['type'] : 'file';
  const size = typeof content === 'string' ? Buffer.byteLength(content) : 0;
  const ids = {
    ...(given['owner'] !== undefined && { uid: 1000 }),
    ...(given['group'] !== undefined && { gid: 1000 }),
  };
  return { ...ROOT_OWNED, type, mode: MODES[type] ?? '0644', size, ...ids, ...given };
}

function contentOf(entry: unknown): Buffer | null {
  if (typeof entry === 'string') return Buffer.from(entry);
  const { content, type = 'file' } = entry as Plain;
  return type === 'file' ? Buffer.from(typeof content === 'string' ? content : '') : null;
}

function hashOf(entry: unknown): string | null {
  const { sha256 } = typeof entry === 'string' ? { sha256: undefined } : (entry as Plain);
  const content = contentOf(entry);
  if (typeof sha256 === 'string') return sha256;
  return content && sha256Of(content);
}

function wayOf(entry: unknown, path: string): Plain {
  const { target } = typeof entry === 'string' ? {} : (entry as { readonly target?: string });
  if (target === undefined) return { links: [], end: path };
  return { links: [{ path, target }], end: posix.resolve(posix.dirname(path), target) };
}

/** The text of a file in a home is written as text. */
function homeFileOf(answer: unknown): unknown {
  if (answer === null) return null;
  const { text, ...rest } = answer as Plain;
  return { ...rest, text: typeof text === 'string' ? Buffer.from(text) : null };
}

function shellAnswer(answer: unknown): Plain {
  const given = typeof answer === 'string' ? { stdout: answer } : (answer as Plain);
  return { exitStatus: 0, stdout: '', stderr: '', ...given };
}

const revive = (answer: unknown): unknown =>
  typeof answer === 'object' && answer !== null && 'unknown' in answer ? new Unknown(String(answer.unknown)) : answer;
