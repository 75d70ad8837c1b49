import { createHash } from 'node:crypto';

/** A value that names a thing. It is compared and taken apart as a value; text is made of it for people, file names for hosts. */
export interface Identity {
  /** What tells it from all others of its kind, in order. */
  readonly words: readonly string[];
  /** For people: it may be ambiguous where names hold odd characters. */
  toString(): string;
}

/**
 * The file name of an identity. It is injective: two identities, or one whose words are split elsewhere, never share one.
 *
 * @example fileNameOf({ words: ['site', 'web#2'] }) === 'site=2f.web=23.2'
 */
export function fileNameOf({ words }: Pick<Identity, 'words'>): string {
  const name = words.map(encode).join('=2f.').replace(/^\./, '=2e.');
  if (name.length <= MOST_CHARACTERS) return name;
  return `${name.slice(0, MOST_CHARACTERS - DIGEST)}=${createHash('sha256').update(name).digest('hex').slice(0, DIGEST)}`;
}

/** Room for endings such as `.json.new` below the 255 bytes of file systems. */
const MOST_CHARACTERS = 200;
const DIGEST = 32;

/** `=2f.` stands between words, so a slash within one is written otherwise. */
const encode = (word: string): string =>
  word.replace(/[^A-Za-z0-9._-]/gu, (character) =>
    character === '/' ? '=02f.' : `=${(character.codePointAt(0) ?? 0).toString(16)}.`,
  );
