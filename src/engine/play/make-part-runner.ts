import type { PlayPart } from '../../plan/play-graph.ts';
import type { Play } from '../../playbook/types.ts';
import type { HandlerIndex } from '../handlers/handler-index.ts';
import type { EqualEntries } from '../ownership/entry-ownership.ts';
import type { HostState } from '../host/host-state.ts';
import { PartRunner } from '../list/part-runner.ts';
import { placeOf, playPlace } from '../list/place-of.ts';
import type { RunContext } from '../run-context.ts';
import { NodeSteps } from '../steps/node-steps.ts';

export interface NodeSetting {
  readonly run: RunContext;
  readonly host: HostState;
  readonly play: Play;
  readonly part: PlayPart;
  /** The part's place in the play. */
  readonly place: number;
  readonly handlers: HandlerIndex;
  /** Owners of handlers that still have a node on this host. */
  readonly toCome: ReadonlySet<string>;
  readonly runDependent: ReadonlySet<string>;
  readonly equals: EqualEntries;
}

/** Creates the runner of a part of a play on a host, in the current batch. */
export function makePartRunner({ place, ...setting }: NodeSetting): PartRunner {
  const { run, host, play, part } = setting;
  return new PartRunner({
    ...setting,
    // openings run regardless of --start-at-task
    run: part.entry?.isOpening ? { ...run, startAtTask: undefined, confirm: undefined } : run,
    place: placeOf(part, playPlace(play, host)),
    steps: new NodeSteps({ host, steps: run.steps(), place }),
  });
}
