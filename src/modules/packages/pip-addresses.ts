import { quote } from '../../query/quote.ts';
import { isPublicAddress } from '../http/download-script.ts';

/** The arguments of pip, without secrets on the command line, which every user can read. */
export interface PipWords {
  readonly words: readonly string[];
  /** Environment variables for pip, each followed by a space. */
  readonly environment: string;
}

/** Options of pip with a URL, and the corresponding environment variables. */
const VARIABLES: Readonly<Record<string, string>> = {
  '-i': 'PIP_INDEX_URL',
  '--index-url': 'PIP_INDEX_URL',
  '--pypi-url': 'PIP_INDEX_URL',
  '--extra-index-url': 'PIP_EXTRA_INDEX_URL',
  '-f': 'PIP_FIND_LINKS',
  '--find-links': 'PIP_FIND_LINKS',
  '--proxy': 'PIP_PROXY',
};

/** Moves URLs that may contain credentials from the arguments to the environment. */
export function hideAddresses(given: readonly string[]): PipWords {
  const words: string[] = [];
  const hidden = new Map<string, string[]>();
  for (let i = 0; i < given.length; i++) {
    const word = given[i] ?? '';
    const [, option = word, joined] = /^(--[a-z-]+)=(.*)$/s.exec(word) ?? [];
    const variable = VARIABLES[option];
    const address = joined ?? given[i + 1] ?? '';
    if (variable === undefined || isPublicAddress(address)) {
      words.push(word);
      continue;
    }
    hidden.set(variable, [...(hidden.get(variable) ?? []), address]);
    if (joined === undefined) i++;
  }
  const environment = [...hidden].map(([name, addresses]) => `${name}=${quote(addresses.join(' '))} `).join('');
  return { words, environment };
}
