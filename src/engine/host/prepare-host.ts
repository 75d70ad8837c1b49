import type { Play } from '../../playbook/types.ts';
import type { PlannedPlay } from '../../plan/plan-play.ts';
import type { PlayPart } from '../../plan/play-graph.ts';
import { pendingHandlers } from '../../query/pending-handlers.ts';
import type { Query } from '../../query/query.ts';
import { declaredSecrets } from '../../variables/declared-secrets.ts';
import { placeScope } from '../../variables/host-variables.ts';
import { placeOf, playPlace } from '../list/place-of.ts';
import { handlersDirectory } from '../ownership/project-scope.ts';
import type { ProjectScope } from '../ownership/project-scope.ts';
import type { HostState } from './host-state.ts';

export interface Preparation {
  /** How long the first queries of the parts may delay the host. */
  readonly aheadSeconds: number;
  readonly plays: readonly PlannedPlay[];
  readonly scope: ProjectScope;
  readonly onSecret: (text: string) => void;
  /** The first queries of a part. */
  readonly prefetch: (part: PlayPart, play: Play) => Promise<readonly Query[]>;
}

/** Runs the first queries of all nodes of a host, and reads the pending handlers of earlier runs, in one round trip. */
export async function prepareHost(
  host: HostState,
  { plays, scope, onSecret, prefetch, aheadSeconds }: Preparation,
): Promise<void> {
  const directories = [
    handlersDirectory(host.stateDirectory, scope),
    // the directory in which earlier versions kept the records of all projects
    `${host.stateDirectory}/handlers`,
  ];
  const records = directories.map((directory) => pendingHandlers(directory));
  const queries: Query[] = [];
  for (const { play, parts } of plays) {
    for (const part of parts.filter(({ hosts }) => hosts.includes(host.name))) {
      noteSecrets(host, { play, part }, onSecret);
      queries.push(...(await prefetch(part, play)));
    }
  }
  await host.observe(records, { ahead: { queries, seconds: aheadSeconds } });
  host.handlers.setFound(
    directories.flatMap((directory) =>
      (host.answers.get(pendingHandlers(directory)) as readonly string[]).map((record) => ({
        record,
        path: `${directory}/${record}`,
      })),
    ),
  );
}

/** Masks the variables that roles declare as secret before anything is reported about the host. */
function noteSecrets(
  host: HostState,
  { play, part }: { readonly play: Play; readonly part: PlayPart },
  onSecret: (text: string) => void,
): void {
  if (!part.entry) return;
  const scope = placeScope(host.variables, placeOf(part, playPlace(play, host)));
  for (const secret of declaredSecrets(part.entry.role.meta.variables.values(), scope)) onSecret(secret);
}
