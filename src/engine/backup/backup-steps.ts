import { programText } from '../../values/program-text.ts';
import type { RunStep } from '../../module-api/step.ts';
import type { PlannedChange, RenderedTask } from '../../predict/plan-task.ts';
import { quote } from '../../query/quote.ts';
import type { ResourceKey } from '../../query/resource-key.ts';
import backups from './backups.sh';

/** The directory on a host for files that runs have replaced. */
export const backupsDirectory = (stateDirectory: string): string => `${stateDirectory}/backups`;

/** Shell code with the functions of backups.sh, for one run. */
export const backupsShell = (stateDirectory: string, run: string): string =>
  `b=${quote(backupsDirectory(stateDirectory))} r=${quote(run)}\n${programText(backups)}`;

export interface BackupSetting {
  readonly stateDirectory: string;
  readonly run: string;
  /** The content must not be shown. */
  readonly isHidden: boolean;
}

/** Adds steps to a change that keep the replaced files, and record the resulting state. */
export function withBackups(planned: PlannedChange, { module }: RenderedTask, setting: BackupSetting): PlannedChange {
  const paths = module.kind === 'state' ? pathsOf(planned) : [];
  if (paths.length === 0) return planned;
  const shell = backupsShell(setting.stateDirectory, setting.run);
  const step = (commands: readonly string[], shownAs: string): RunStep => ({
    kind: 'run',
    script: [shell, commands.join(' && ')].join('\n'),
    shownAs,
    asSession: true,
  });
  const isHidden = setting.isHidden || planned.changes.some(({ secret }) => secret);
  const hide = isHidden ? paths.map(({ path }) => `hide ${quote(path)}`) : [];
  const keep = step(
    ['begin_run', ...paths.map(({ kind, path }) => `keep ${kind} ${quote(path)}`), ...hide],
    'keep a backup',
  );
  const seal = step(
    paths.map(({ path }) => `seal ${quote(path)}`),
    'note what was written',
  );
  return { ...planned, steps: [keep, ...planned.steps, seal] };
}

interface WrittenPath {
  readonly kind: 'file' | 'tree';
  readonly path: string;
}

/**
 * Besides what the task declares, each file that it writes: that at the end of a link has another path. A directory is kept if it is removed or
 * replaced, since other changes below it may be of any size.
 */
function pathsOf({ writes, changes, steps }: PlannedChange): WrittenPath[] {
  const isRemoval = changes.some(
    ({ attribute, before, after }) =>
      attribute === 'state' && (after === 'absent' || (before === 'directory' && after !== 'directory')),
  );
  const declared = writes.keys.flatMap(pathOf).filter(({ kind }) => kind === 'file' || isRemoval);
  const known = new Set(declared.map(({ path }) => path));
  const written = steps.flatMap((step) => (step.kind === 'write' && !known.has(step.path) ? [step.path] : []));
  return [...declared, ...written.map((path) => ({ kind: 'file', path }) as const)];
}

function pathOf(key: ResourceKey): WrittenPath[] {
  const [, kind, path = ''] = /^(file|tree):(\/.*)$/s.exec(key) ?? [];
  return kind === 'file' || kind === 'tree' ? [{ kind, path }] : [];
}
