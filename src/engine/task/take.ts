/** The outcome of processing a task. `again`: the queue must be applied first, and the task rendered again. */
export type Taken = 'done' | 'again';
