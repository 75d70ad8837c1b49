import type { PlannedPlay } from '../../plan/plan-play.ts';
import type { PlayPart } from '../../plan/play-graph.ts';
import type { Play } from '../../playbook/types.ts';
import { readAhead } from '../files/prefetch-files.ts';
import type { HostState } from '../host/host-state.ts';
import { prepareHost } from '../host/prepare-host.ts';
import { plainTasks } from '../list/plain-tasks.ts';
import { makePartRunner } from './make-part-runner.ts';
import { aheadSecondsOf } from '../render/task-limits.ts';
import type { RunServices } from './run-services.ts';

/** Starts to read the files that tasks will copy, while hosts are connected. */
export function readFilesAhead({ context }: RunServices, plays: readonly PlannedPlay[]): void {
  const { tags, startAtTask, files } = context;
  if (tags.only.length > 0 || startAtTask !== undefined) return;
  const parts = plays.flatMap((play) => play.parts.filter(({ hosts }) => hosts.length > 0));
  const tasks = parts.flatMap(({ items }) => plainTasks(items, undefined));
  readAhead(
    tasks.map(({ task }) => task),
    files,
  );
}

/** Prefetches the queries of a host's nodes, and reads the pending handlers of earlier runs. */
export async function prepareForPlays(
  { options, context, handlers, runDependent }: RunServices,
  host: HostState,
  plays: readonly PlannedPlay[],
): Promise<void> {
  const { scope, onSecret, mode } = options;
  const index = handlers.add(host, plays);
  const equals = { isLater: false, isElsewhere: false };
  const node = { run: context, host, place: 0, handlers: index, toCome: new Set<string>(), runDependent, equals };
  const prefetch = (part: PlayPart, play: Play) => makePartRunner({ ...node, part, play }).prefetch();
  await prepareHost(host, { plays, scope, onSecret, prefetch, aheadSeconds: aheadSecondsOf(context) });
  if (mode !== 'verify') index.recall(host.handlers);
}
