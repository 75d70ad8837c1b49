import type { NodeId } from '../../plan/ids.ts';
import type { Identity } from '../../values/file-name.ts';

/** A batch of a run. Its file name is that of the spool directory on the host, where the batch is found again after a reconnect. */
export class BatchId implements Identity {
  readonly run: string;
  readonly node: NodeId;
  /** Number of the batch within its node, from 0. */
  readonly n: number;

  constructor(run: string, node: NodeId, n: number) {
    this.run = run;
    this.node = node;
    this.n = n;
  }

  get words(): readonly string[] {
    return [this.run, ...this.node.words, `${this.n}`];
  }

  toString(): string {
    return `batch ${this.n + 1} of ${this.node.toString()}`;
  }
}
