import { fillLike, keepBackup, NEW, placeNew, renderBeside } from '../../module-api/beside.ts';
import type { FileAttributes } from '../../module-api/file-attributes.ts';
import { resolveMode } from '../../module-api/file-attributes.ts';
import { quote } from '../../query/quote.ts';
import type { StatAnswer } from '../../query/files/stat.ts';

interface MadeFile {
  readonly path: string;
  /** Writes the content to "$t". */
  readonly command: string;
  readonly wanted: FileAttributes;
  /** What is there now, whose attributes are kept where no others are asked for. */
  readonly found: StatAnswer;
  readonly backup?: boolean;
}

/** What a file that is made is like by itself. */
export const NEW_FILE = { exists: true, type: 'file', mode: '0644', owner: 'root', group: 'root' } as const;

/** Shell that has a command make a file beside its place, gives it owner and mode, and renames it. */
export function renderMadeFile({ path, command, wanted, found, backup }: MadeFile): string {
  const kept = found.exists && found.type === 'file' ? found : undefined;
  const { owner, group } = wanted;
  const names = `${owner ?? ''}${group === undefined ? '' : `:${group}`}`;
  const mode = resolveMode(wanted.mode ?? kept?.mode ?? NEW_FILE.mode, kept ?? NEW_FILE);
  return renderBeside(path, [
    't=./made',
    command,
    fillLike(path, 'cat -- "$t"'),
    ...(names ? [`chown ${quote(names)} -- ${NEW}`] : []),
    `chmod ${mode} -- ${NEW}`,
    ...(backup && kept ? [keepBackup(path)] : []),
    placeNew(path),
  ]);
}
