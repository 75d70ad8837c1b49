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
  /** The existing file, whose attributes are kept unless others are requested. */
  readonly found: StatAnswer;
  readonly backup?: boolean;
}

/** The default attributes of a new file. */
export const NEW_FILE = { exists: true, type: 'file', mode: '0644', owner: 'root', group: 'root' } as const;

/** Shell code that lets a command create a file in the same directory under another name, sets owner and mode, and renames it. */
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
