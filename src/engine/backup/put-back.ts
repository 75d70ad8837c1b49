import { removeFiles } from '../../module-api/at-place.ts';
import { nameOf, NEW, placeNew, renderBeside } from '../../module-api/beside.ts';
import { quote } from '../../query/quote.ts';
import type { HostState } from '../host/host-state.ts';
import { backupsDirectory, backupsShell } from './backup-steps.ts';
import type { Backup } from './read-backups.ts';

export interface PutBack {
  /** The run whose changes are reverted. */
  readonly run: string;
  /** The ID of the restore itself; files that it replaces are kept under this ID, as for a run. */
  readonly restore: string;
  readonly backups: readonly Backup[];
}

/** The result for one path; without a message, the path was restored. */
export interface PutBackEnd {
  readonly path: string;
  readonly message?: string | undefined;
}

/** Restores the paths that a run has replaced, one by one, unless a path has changed since it was examined. The host is locked. */
export async function putBack(host: HostState, { run, restore, backups }: PutBack): Promise<readonly PutBackEnd[]> {
  const kept = `${backupsDirectory(host.stateDirectory)}/${run}`;
  const script = [
    backupsShell(host.stateDirectory, restore),
    'begin_run || exit',
    ...backups.map((backup, i) => renderOne(backup, i, kept)),
  ].join('\n');
  const { stdout } = await host.session.apply({ id: restore, script });
  const said = new Map(stdout.toString('utf8').split('\n').map(parseLine));
  return backups.map(({ path }, i) => {
    const end = said.get(i);
    return end === 'done' ? { path } : { path, message: end ?? 'it was not tried' };
  });
}

function renderOne(backup: Backup, i: number, kept: string): string {
  const { path, now } = backup;
  const at = quote(path);
  const isSame = `[ "$(state ${at})" = ${quote(now)} ] || { echo 'it has been changed meanwhile' >&2; exit 1; }`;
  // sh ignores `set -e` in a condition, so each restore is on a separate line
  const work = [isSame, `keep file ${at} || exit`, placeBack(backup, kept), '[ $? -eq 0 ] || exit', `seal ${at}`];
  return [
    `m=$({ (\n${work.join('\n')}\n); } 2>&1 </dev/null)`,
    `if [ $? -eq 0 ]; then echo '${i} done'; else printf '%s %s\\n' ${i} "$(printf '%s' "\${m:-failed}" | tail -n 1)"; fi`,
  ].join('\n');
}

function placeBack({ path, kind, name }: Backup, kept: string): string {
  if (kind === 'none') return removeFiles([path]);
  const data = quote(`${kept}/${name}.data`);
  // a directory can't be renamed over the link or file that has replaced it
  const clear = kind === 'directory' ? [`rm -f -- ${quote(`../${nameOf(path)}`)}`] : [];
  return renderBeside(path, [`cp -a -T -- ${data} ${NEW}`, ...clear, placeNew(path)]);
}

function parseLine(line: string): readonly [number, string] {
  const at = line.indexOf(' ');
  return [at < 0 ? -1 : Number(line.slice(0, at)), line.slice(at + 1)];
}
