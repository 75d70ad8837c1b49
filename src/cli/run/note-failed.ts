import type { HostRecap } from '../../engine/events.ts';
import { noteFailedHosts } from '../../records/failed-hosts.ts';
import { projectRoot } from '../project/project-identity.ts';

interface Noting {
  /** The playbook's path. */
  readonly playbook: string;
  readonly run: string;
  readonly hosts: Readonly<Record<string, HostRecap>>;
  readonly warn: (message: string) => void;
}

/** Writes down which hosts did not succeed, for `--limit @.provision/failed`. That it can't be noted is no reason for a run to fail. */
export function noteFailed({ playbook, run, hosts, warn }: Noting): void {
  try {
    noteFailedHosts(projectRoot(playbook), run, hosts);
  } catch (error) {
    warn(`the hosts that failed are not noted: ${error instanceof Error ? error.message : String(error)}`);
  }
}
