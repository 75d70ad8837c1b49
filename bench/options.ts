import { parseArgs } from 'node:util';

export interface Options {
  /** Letters of the work to measure. */
  readonly only: ReadonlySet<string>;
  /** Number of rounds for work that takes seconds; slow contenders have fewer. */
  readonly rounds: number;
  /** Number of rounds for Ansible if a run takes minutes. */
  readonly slowRounds: number;
  readonly hosts: number;
  /** Contenders to omit. */
  readonly without: ReadonlySet<string>;
  /** Whether to measure everything over delayed links too, which takes most of an hour. */
  readonly full: boolean;
  /** Whether to keep the hosts and the projects for inspection. */
  readonly keep: boolean;
}

const LETTERS = ['start', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** Parses the command line. Throws for unknown options. */
export function readOptions(argv: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      'slow-rounds': { type: 'string', default: '1' },
      hosts: { type: 'string', default: '8' },
      without: { type: 'string', default: '' },
      full: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  });
  const only = values.only === undefined ? LETTERS : words(values.only);
  const unknown = only.filter((letter) => !LETTERS.includes(letter));
  if (unknown.length > 0) throw new Error(`no such work: ${unknown.join(', ')}; there is ${LETTERS.join(', ')}`);
  return {
    only: new Set(only),
    rounds: count('rounds', values.rounds),
    slowRounds: count('slow-rounds', values['slow-rounds']),
    hosts: count('hosts', values.hosts),
    without: new Set(words(values.without)),
    full: values.full,
    keep: values.keep,
  };
}

const words = (text: string): string[] => text.split(',').filter((word) => word !== '');

function count(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`--${name} takes a whole number from 1`);
  return number;
}
