/** A role, or task list, on a host: its name in `graph --format nodes`, and its names in events. */
export interface JobNode {
  readonly id: string;
  readonly host: string;
  readonly play: string;
  readonly role: string;
}

/** Nodes of a job that run only if nodes of other jobs have succeeded. */
export interface OutsideNeeds {
  readonly nodes: readonly string[];
  /** `name`: for display, `mysql on db1`. */
  readonly needs: readonly { readonly id: string; readonly name: string }[];
}

/** The play that a job is of, where the plays of a run come one after the other. */
export interface PlayOfJob {
  /** Its place among the run's plays. */
  readonly index: number;
  /** How many hosts it has, also those without nodes. */
  readonly hosts: number;
}

/** What one worker does in one go: some nodes, by one process. */
export interface ClusterJob {
  /** Unique in its run, for display: `dc1-2`, `play2-dc1-2`. */
  readonly name: string;
  /** Only workers with this label take the job. */
  readonly label: string;
  /** Empty for a job that only joins the dependencies of other jobs. */
  readonly nodes: readonly JobNode[];
  readonly outside: readonly OutsideNeeds[];
  /** Names of jobs that must have ended. */
  readonly after: readonly string[];
  /** Undefined: it is of all plays, or of none. */
  readonly play?: PlayOfJob;
}
