import { quote } from '../quote.ts';

/** A file that has just been sent whole, and what its content was when it left. */
export interface SentSum {
  /** Where it was put. */
  readonly path: string;
  /** `DEVICE:INODE:SIZE:MTIME` of what arrived. */
  readonly identity: string;
  readonly sha256: string;
}

/**
 * Shell for a script that observes after files were sent: what is still the very file that arrived, and has not been written to since,
 * need not be read again to know its SHA-256. SSH has proven each byte of it on the way.
 */
export function renderSentSums(sums: readonly SentSum[]): string {
  if (sums.length === 0) return '';
  return [
    'sent_sum() {',
    '  case $1 in',
    ...sums.map(({ path, identity, sha256 }) => `  ${quote(path)}) q=${quote(identity)} h=${sha256} ;;`),
    '  *) return 1 ;;',
    '  esac',
    String.raw`  [ "$(stat -L -c %d:%i:%s:%.9Y -- "$1")" = "$q" ] && printf '%s\0%s\0' "$1" "$h"`,
    '}',
    'SENT=sent_sum',
    '',
  ].join('\n');
}

/** Shell that prints a record (path, SHA-256) of `$p` where it was sent in this script, and fails where not. */
export const SENT_SUM = '${SENT:-false} "$p"';
