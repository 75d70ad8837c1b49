import { createTwoFilesPatch } from 'diff';
import type { HostState } from '../host/host-state.ts';
import { understand } from '../host/not-understood.ts';
import { backupsShell } from './backup-steps.ts';

/** What a run has replaced at a path, and the current state of the path. */
export interface Backup {
  /** The name of the copy in the run's directory. */
  readonly name: string;
  readonly path: string;
  /** Type of the path before the run; `none` if the run created it. */
  readonly kind: 'file' | 'directory' | 'none';
  /** States as printed by `state` of backups.sh: before the run, after the run, and now. */
  readonly before: string;
  /** Empty if the run was interrupted before the state was recorded. */
  readonly after: string;
  readonly now: string;
  /** The diff of the restore, for small text files. */
  readonly diff?: string | undefined;
}

/** Reads what a run has replaced on a host. */
export async function readBackups(host: HostState, run: string): Promise<readonly Backup[]> {
  const { stdout } = await host.session.observe(`${backupsShell(host.stateDirectory, run)}\ntell`);
  return understand(host.name, () => parseBackups(stdout.toString('utf8')));
}

const KINDS: readonly string[] = ['file', 'directory', 'none'];

/** Throws if the output is not that of backups.sh. */
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
    throw new Error(`a backup is listed as ${JSON.stringify(head.slice(0, 200))}`);
  const diff = renderDiff(at, contentOf('before', before), contentOf('now', now));
  return { name, path: at, kind: kind as Backup['kind'], before: was, after, now: state, diff };
}

/** Null if the path does not exist. Undefined if the content is not shown: not a regular file, too large, or not readable by everyone. */
function contentOf(word: string, line: string): Buffer | null | undefined {
  const [said, text = '-'] = line.split(' ');
  if (said !== word) throw new Error(`the content of a backup is listed as ${JSON.stringify(line.slice(0, 80))}`);
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
