import { Unknown } from '../../values/unknown.ts';
import type { HostVariables } from '../../variables/host-variables.ts';
import type { RunVariables } from '../host/host-state.ts';
import type { Position } from '../steps/position.ts';

/** A variable of another host of the play that has not come as far as the host that reads it. */
export class PeerUnknown extends Unknown {
  readonly reader: string;
  readonly peer: string;
  readonly position: Position;

  constructor(options: Pick<PeerUnknown, 'reader' | 'peer' | 'position'>) {
    super(`what ${options.peer} sets in this play`);
    this.reader = options.reader;
    this.peer = options.peer;
    this.position = options.position;
  }
}

/** How a host sees the variables of another of the same batch: as they were, or will be, where it is itself. */
export interface PeerView {
  readonly variables: HostVariables;
  /** What a name stands for that is not known yet; undefined: the variables tell. `isSet`: they have it. */
  readonly late: (name: string, isSet: boolean) => PeerUnknown | undefined;
}

export interface PeerOptions {
  readonly reader: string;
  readonly peer: string;
  /** Where the reader is. */
  readonly position: Position;
  /** The peer has done what comes before. */
  readonly isThere: boolean;
  readonly variables: RunVariables;
  /** Whether a task of the playbook may set a variable of this name. */
  readonly maySet: (name: string) => boolean;
}

export function viewPeer({ reader, peer, position, isThere, variables, maySet }: PeerOptions): PeerView {
  const dynamic = variables.dynamic.before(position);
  return {
    variables: { ...variables, dynamic },
    late: (name, isSet) =>
      isThere || (isSet && !maySet(name)) ? undefined : new PeerUnknown({ reader, peer, position }),
  };
}
