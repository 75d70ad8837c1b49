import type { NodeId } from '../../plan/ids.ts';
import type { Identity } from '../../values/file-name.ts';

/** One batch of a run. Its file name names the spool directory on the host, by which a batch is found again after a drop. */
export class BatchId implements Identity {
  readonly run: string;
  readonly node: NodeId;
  /** From 0, for each node. */
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
