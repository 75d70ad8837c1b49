/** What came of taking a task. `again`: what is queued must be applied first, and the task rendered anew. */
export type Taken = 'done' | 'again';
