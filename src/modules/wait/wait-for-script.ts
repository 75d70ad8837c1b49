import { quote, quoteAll } from '../../query/quote.ts';
import { programText } from '../../values/program-text.ts';
import waitFor from './wait-for.pl';

/** The condition to wait for; times are in seconds. An empty text or 0 means that a value is not set. */
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
 * Shell code that waits, with Debian's base Perl (perl-base is essential). On success it prints the elapsed seconds and the matches of
 * the pattern's groups, each followed by NUL; it fails on a timeout, of which timeout(1) takes care where Perl can't: in a pattern that
 * backtracks without end, and with a name server or a file system that does not answer. The pattern is passed in the environment, since every user can
 * read command lines.
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
  const most = Math.ceil(awaited.timeout + awaited.delay + awaited.interval + awaited.connectTimeout) + 1;
  return `PATTERN=${quote(awaited.pattern)} timeout --foreground -k 1 ${most} perl -e '${programText(waitFor)}' -- ${quoteAll(words.map(String))}`;
}
