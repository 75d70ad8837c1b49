import { Unknown } from '../../values/unknown.ts';
import type { HostVariables } from '../../variables/host-variables.ts';
import type { RunVariables } from '../host/host-state.ts';
import type { Position } from '../steps/position.ts';

/** A variable of another host of the play that has not reached the reader's position. */
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

/** A host's view of the variables of another host in the batch: their values at the reader's own position. */
export interface PeerView {
  readonly variables: HostVariables;
  /** The placeholder for a name whose value is not known yet; undefined if the variables are final. `isSet`: they contain the name. */
  readonly late: (name: string, isSet: boolean) => PeerUnknown | undefined;
}

export interface PeerOptions {
  readonly reader: string;
  readonly peer: string;
  /** The reader's position. */
  readonly position: Position;
  /** Whether the peer has done everything before this position. */
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
