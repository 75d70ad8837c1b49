import { createTwoFilesPatch } from 'diff';
import type { HostState } from '../host/host-state.ts';
import { understand } from '../host/not-understood.ts';
import { backupsShell } from './backup-steps.ts';

/** What a run has replaced at a path, and what has become of it since. */
export interface Backup {
  /** Its name in the run's directory. */
  readonly name: string;
  readonly path: string;
  /** What stood there before the run; `none`: the run has made it. */
  readonly kind: 'file' | 'directory' | 'none';
  /** As `state` of backups.sh: what stood there before the run, what the run left, what is there now. */
  readonly before: string;
  /** Empty: the run broke off before it was noted. */
  readonly after: string;
  readonly now: string;
  /** How the file would change, where it is text and small. */
  readonly diff?: string | undefined;
}

/** Asks a host what a run has replaced there. */
export async function readBackups(host: HostState, run: string): Promise<readonly Backup[]> {
  const { stdout } = await host.session.observe(`${backupsShell(host.stateDirectory, run)}\ntell`);
  return understand(host.name, () => parseBackups(stdout.toString('utf8')));
}

const KINDS: readonly string[] = ['file', 'directory', 'none'];

/** Throws where a host has not answered as backups.sh does. */
export function parseBackups(text: string): Backup[] {
  const lines = text.split('\n').filter((line) => line !== '');
  const backups: Backup[] = [];
  for (let i = 0; i < lines.length; i += 3) backups.push(parseBackup(lines.slice(i, i + 3)));
  return backups;
}

function parseBackup([head = '', before = '', now = '']: readonly string[]): Backup {
  const [, name = '', kind = '', path = '', after = '', state = '', was = ''] =
    /^backup ([0-9a-f]{64}) ([a-z]+) ([^:]*):([^:]*):([^:]*):([^:]*)$/.exec(head) ?? [];
  const at = Buffer.from(path, 'base64').toString('utf8');
  if (!KINDS.includes(kind) || !at.startsWith('/'))
    throw new Error(`a backup is told as ${JSON.stringify(head.slice(0, 200))}`);
  const diff = renderDiff(at, contentOf('before', before), contentOf('now', now));
  return { name, path: at, kind: kind as Backup['kind'], before: was, after, now: state, diff };
}

/** Null: nothing is there. Undefined: it is not told, since it is no file, large, or not for everybody to read. */
function contentOf(word: string, line: string): Buffer | null | undefined {
  const [said, text = '-'] = line.split(' ');
  if (said !== word) throw new Error(`a backup's content is told as ${JSON.stringify(line.slice(0, 80))}`);
  if (text === 'none') return null;
  return text === '-' ? undefined : Buffer.from(text, 'base64');
}

function renderDiff(
  path: string,
  before: Buffer | null | undefined,
  now: Buffer | null | undefined,
): string | undefined {
  if (before === undefined || now === undefined) return undefined;
  if ([before, now].some((content) => content?.includes(0))) return undefined;
  const text = (content: Buffer | null): string => content?.toString('utf8') ?? '';
  const patch = createTwoFilesPatch(
    now === null ? '/dev/null' : path,
    before === null ? '/dev/null' : path,
    text(now),
    text(before),
    undefined,
    undefined,
    { context: 3 },
  );
  return patch.slice(patch.indexOf('--- '));
}
