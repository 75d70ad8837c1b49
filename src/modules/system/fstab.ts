import type { MountParams } from './mount-params.ts';
import { joinLines, splitLines } from '../text/text-lines.ts';

export interface FstabEntry {
  readonly src: string;
  readonly path: string;
  readonly fstype: string;
  readonly opts: string;
}

/** The task's entry in a text of the format of fstab(5). */
export const findEntry = (p: MountParams, text: string): FstabEntry | undefined =>
  splitLines(text)
    .lines.map(parseEntry)
    .find((entry) => entry && isEntryOf(p, entry));

/** Swap entries have no mount point, so they are identified by their source. */
const isEntryOf = (p: MountParams, entry: FstabEntry): boolean =>
  entry.path === p.path && (p.path.startsWith('/') || p.src === undefined || entry.src === p.src);

/** fstab with the requested entry; other lines are unchanged. */
export function editFstab(p: MountParams, before: string): string {
  const file = splitLines(before);
  const isOurs = (line: string): boolean => {
    const entry = parseEntry(line);
    return entry !== undefined && isEntryOf(p, entry);
  };
  const at = file.lines.findIndex(isOurs);
  const others = file.lines.filter((line, i) => i === at || !isOurs(line));
  if (p.state === 'absent')
    return joinLines(
      file,
      others.filter((line) => !isOurs(line)),
    );
  const fields = [p.src ?? '', p.path, p.fstype ?? '', p.opts].map(escape);
  const wanted = [...fields, p.dump, p.passno].join(' ');
  if (at < 0) return joinLines(file, [...others, wanted]);
  const isSame = (others[at] ?? '').trim().split(/\s+/).join(' ') === wanted;
  return joinLines(
    file,
    others.map((line, i) => (i === at && !isSame ? wanted : line)),
  );
}

function parseEntry(line: string): FstabEntry | undefined {
  const [src = '', path = '', fstype, opts] = line.trim().split(/\s+/).map(unescape);
  if (src === '' || src.startsWith('#') || fstype === undefined) return undefined;
  return { src, path, fstype, opts: opts ?? 'defaults' };
}

/** Writes spaces and similar characters as octal escapes. */
const escape = (field: string): string =>
  field.replace(/[\s\\]/g, (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`);

const unescape = (field: string): string =>
  field.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
