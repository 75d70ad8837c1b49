import { createHash, randomBytes } from 'node:crypto';

const fragment = (): string => randomBytes(6).toString('hex').replace(/^/, 'Zq');

/** Each kind of secret, with the parts of it that no escaping changes: one of them alone gives it away. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
  plain: [fragment()],
  quotes: [fragment(), fragment(), fragment()],
  newline: [fragment(), fragment()],
  dollar: [fragment(), fragment()],
  unicode: [fragment(), fragment()],
  long: [fragment().repeat(12), fragment().repeat(12)],
};
const JOINED: Readonly<Record<string, string>> = {
  quotes: `'"\\`,
  newline: '\n',
  dollar: '$HOME`id`%s&',
  unicode: 'größe ключ ',
};

export const SECRET_KINDS: readonly string[] = Object.keys(PARTS);

export const secretOf = (kind: string): string => (PARTS[kind] ?? []).join(JOINED[kind] ?? ' ');

/** The parts of all secrets. */
export const FRAGMENTS: readonly string[] = Object.values(PARTS).flat();

/** What to look for of a secret, in text without white space and in lower case for hex. */
function tracesOf(kind: string): string[] {
  const value = secretOf(kind);
  const parts = (PARTS[kind] ?? []).flatMap((part) => [
    part,
    Buffer.from(part).toString('hex'),
    ...[0, 1, 2].map((shift) =>
      Buffer.from(' '.repeat(shift) + part)
        .toString('base64')
        .slice(shift === 0 ? 0 : 4, -4),
    ),
  ]);
  const digests = ['md5', 'sha1', 'sha256'].map((name) => createHash(name).update(value).digest('hex'));
  const twice = Buffer.from(Buffer.from(value).toString('base64')).toString('base64').slice(0, 24);
  return [...parts, ...digests, twice];
}

/** A secret of one of the kinds and one form of it. */
export interface Trace {
  readonly kind: string;
  readonly trace: string;
}

export const TRACES: readonly Trace[] = SECRET_KINDS.flatMap((kind) =>
  tracesOf(kind).map((trace) => ({ kind, trace })),
);

const squeeze = (text: string): string =>
  text.replace(/(?:\\+n|&#(?:10|34);|[\s",])+/g, '').replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '');

/** The traces that a text has, each with what stands around it. */
export function leaksIn(text: string): string[] {
  const views = [text, squeeze(text), squeeze(text).toLowerCase()];
  return TRACES.flatMap(({ kind, trace }) => {
    const view = views.find((each) => each.includes(trace));
    if (view === undefined) return [];
    return [`${kind}: ${view.slice(Math.max(0, view.indexOf(trace) - 150), view.indexOf(trace) + 40)}`];
  });
}
