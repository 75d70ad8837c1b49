import { quote, quoteAll } from '../../query/quote.ts';
import { programText } from '../../values/program-text.ts';
import waitFor from './wait-for.pl';

/** What is waited for; times in seconds. An empty text or 0 stands for what is not given. */
export interface Awaited {
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly isThere: boolean;
  readonly isDrained: boolean;
  readonly pattern: string;
  readonly connectionStates: readonly string[];
  readonly excludedHosts: readonly string[];
  readonly timeout: number;
  readonly delay: number;
  readonly interval: number;
  readonly connectTimeout: number;
}

/**
 * Shell that waits, with the Perl that every Debian has (perl-base is essential). On success it prints the seconds that
 * passed and what the pattern's groups matched, each followed by NUL; it fails when the time is over. The pattern is in the
 * environment, as every user can read a command line.
 */
export function renderWait(awaited: Awaited): string {
  const words = [
    awaited.host,
    awaited.port,
    awaited.path,
    Number(awaited.isThere),
    Number(awaited.isDrained),
    awaited.connectionStates.join(','),
    awaited.excludedHosts.join(','),
    awaited.timeout,
    awaited.delay,
    awaited.interval,
    awaited.connectTimeout,
  ];
  return `PATTERN=${quote(awaited.pattern)} perl -e '${programText(waitFor)}' -- ${quoteAll(words.map(String))}`;
}
