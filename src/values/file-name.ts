import { createHash } from 'node:crypto';

/** A value that identifies something. It is compared and processed as a value; text is for people, file names are for hosts. */
export interface Identity {
  /** The parts that distinguish it from all others of its kind, in order. */
  readonly words: readonly string[];
  /** For people: may be ambiguous if names contain unusual characters. */
  toString(): string;
}

/**
 * The file name of an identity. It is injective: different identities, even with differently split words, never share a name.
 *
 * @example fileNameOf({ words: ['site', 'web#2'] }) === 'site=2f.web=23.2'
 */
export function fileNameOf({ words }: Pick<Identity, 'words'>): string {
  const name = words.map(encode).join('=2f.').replace(/^\./, '=2e.');
  if (name.length <= MOST_CHARACTERS) return name;
  return `${name.slice(0, MOST_CHARACTERS - DIGEST)}=${createHash('sha256').update(name).digest('hex').slice(0, DIGEST)}`;
}

/** Leaves room for suffixes such as `.json.new` within the 255 bytes of file systems. */
const MOST_CHARACTERS = 200;
const DIGEST = 32;

/** `=2f.` separates words, so a slash within a word is encoded differently. */
const encode = (word: string): string =>
  word.replace(/[^A-Za-z0-9._-]/gu, (character) =>
    character === '/' ? '=02f.' : `=${(character.codePointAt(0) ?? 0).toString(16)}.`,
  );
