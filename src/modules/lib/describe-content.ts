import { countOf } from '../../values/count-of.ts';
import type { FileContent } from '../../module-api/step.ts';
import type { StatAnswer } from '../../query/files/stat.ts';

/** Describes content for display: its size, never its digest. */
export function describeContent(content: FileContent): string {
  if (content.kind === 'bytes') return describeBytes(content.bytes);
  return content.size === undefined ? `as ${content.path}` : countOf(content.size, 'byte');
}

/** As `describeContent`, for the existing file; null if there is none. */
export function describeFound(found: StatAnswer): string | null {
  if (!found.exists) return null;
  return found.size === undefined ? 'other content' : countOf(found.size, 'byte');
}

function describeBytes(bytes: Buffer): string {
  if (bytes.includes(0)) return countOf(bytes.length, 'byte');
  const lines = bytes.toString('utf8').split('\n');
  const number = lines.at(-1) === '' ? lines.length - 1 : lines.length;
  return `${countOf(number, 'line')}, ${countOf(bytes.length, 'byte')}`;
}
