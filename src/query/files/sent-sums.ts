import { quote } from '../quote.ts';

/** A file that was just sent completely, and its content's digest. */
export interface SentSum {
  /** Its path on the host. */
  readonly path: string;
  /** `DEVICE:INODE:SIZE:MTIME` of the received file. */
  readonly identity: string;
  readonly sha256: string;
}

/**
 * Shell code for an observation after files were sent: a file that is still identical to the received one, and has not been written since,
 * is not read again for its SHA-256. SSH has protected its integrity in transit.
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

/** Shell code that prints a record (path, SHA-256) of `$p` if it was sent before this script, and fails otherwise. */
export const SENT_SUM = '${SENT:-false} "$p"';
