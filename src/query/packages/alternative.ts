import { defineQuery } from '../query.ts';
import { quote } from '../quote.ts';

/** A group of alternatives; null if it does not exist. */
export type AlternativeAnswer = Alternative | null;

export interface Alternative {
  readonly link: string;
  /** The current selection; undefined if there is none. */
  readonly value: string | undefined;
  /** Whether the alternative with the highest priority is used, since none was selected. */
  readonly isAuto: boolean;
  /** Priority of each choice, sorted by path. */
  readonly choices: Readonly<Record<string, number>>;
}

/** A group of update-alternatives(1). */
export const alternative = defineQuery<string, AlternativeAnswer>({
  name: 'alternative',
  key: (name) => name,
  reads: (name) => [`alternative:${name}`],
  script: (names, boundary) =>
    names.map((name) => `update-alternatives --query ${quote(name)} 2>/dev/null; echo ${boundary}`).join('\n'),
  parse: (output, names, boundary) => {
    const parts = output.toString('utf8').split(`${boundary}\n`);
    return names.map((_, i) => parseGroup(parts[i] ?? ''));
  },
});

function parseGroup(text: string): AlternativeAnswer {
  const field = (name: string, part: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(part)?.[1];
  const [head = '', ...rest] = text.split('\n\n');
  const link = field('Link', head);
  if (link === undefined) return null;
  const choices = rest.flatMap((part) => {
    const path = field('Alternative', part);
    return path === undefined ? [] : [[path, Number(field('Priority', part))] as const];
  });
  const value = field('Value', head);
  return {
    link,
    value: value === 'none' ? undefined : value,
    isAuto: field('Status', head) === 'auto',
    choices: Object.fromEntries(choices.sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}
