import { rmSync, writeFileSync, renameSync } from 'node:fs';
import { kindOf } from '../controller/file-kind.ts';
import { readText } from '../controller/read-file.ts';
import type { HostRecap } from '../engine/events.ts';
import { failedFile, makeRunsDirectory } from './run-directory.ts';

/** A host that differs from a reviewed plan needs a new plan, not another try. */
const AGAIN: ReadonlySet<HostRecap['status']> = new Set(['failed', 'unreachable', 'locked', 'blocked', 'interrupted']);

/**
 * Writes the unsuccessful hosts, for `--limit @.provision/failed`. If all were successful, the file of an earlier run is removed once the
 * run included all of its hosts. Throws if the file can't be written.
 */
export function noteFailedHosts(root: string, run: string, hosts: Readonly<Record<string, HostRecap>>): void {
  const path = failedFile(root);
  const failed = Object.entries(hosts).flatMap(([name, { status }]) => (AGAIN.has(status) ? [name] : []));
  if (failed.length > 0) {
    makeRunsDirectory(root);
    writeFileSync(`${path}.new`, [`# hosts that did not succeed in ${run}`, ...failed, ''].join('\n'), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } else if (kindOf(path) === 'file' && namesIn(path).every((name) => name in hosts)) rmSync(path);
}

const namesIn = (path: string): string[] =>
  readText(path)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
