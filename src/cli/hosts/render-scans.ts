import { escapeControls } from '../../diagnostic/visible-text.ts';
import { fingerprintOf } from '../../transport/ssh/host-key.ts';
import type { HostKeyVerdict } from '../../transport/ssh/host-key-scan.ts';
import type { HostKeyScan, ScannedKey } from '../../transport/ssh/host-key-scan.ts';

type Scans = ReadonlyMap<string, HostKeyScan>;

/** A table of the keys that each host presents, next to the known keys. */
export function renderScans(scans: Scans): string {
  const rows = [...scans].flatMap(([host, { keys }]) =>
    keys.map((key) => [host, key.type, fingerprintOf(key.key), ...describe(key)]),
  );
  if (rows.length === 0) return '';
  const table = [['host', 'key', 'shown by the host', 'known here', ''], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return `${table.map((row) => escapeControls(line(row))).join('\n')}\n`;
}

/** The known key for comparison, and the result. */
function describe({ judgement }: ScannedKey): [string, string] {
  switch (judgement.verdict) {
    case 'trusted':
      return ['the same', 'known'];
    case 'new':
      return ['none', judgement.authority === undefined ? 'new' : 'new; a CA is trusted for certificates'];
    case 'not-pinned':
      return [judgement.pinned.map(({ key }) => fingerprintOf(key)).join(' '), 'NOT PINNED'];
    case 'changed':
      return [fingerprintOf(judgement.known.key), `CHANGED: ${placeOf(judgement)}`];
    case 'revoked':
      return [fingerprintOf(judgement.known.key), `REVOKED: ${placeOf(judgement)}`];
  }
}

const placeOf = ({ known }: Extract<HostKeyVerdict, { known: unknown }>): string => `${known.file}:${known.line}`;

/** Renders keys as inventory variables of the hosts, without revoked keys. */
export function renderPins(scans: Scans): string {
  return [...scans]
    .map(([host, { keys }]) => {
      const pins = keys.filter(({ judgement }) => judgement.verdict !== 'revoked');
      return `${host}:\n  pinned_host_keys:\n${pins.map(({ type, key }) => `    - ${type} ${key}\n`).join('')}`;
    })
    .map(escapeLines)
    .join('');
}

const escapeLines = (text: string): string => text.split('\n').map(escapeControls).join('\n');
