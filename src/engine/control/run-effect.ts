import type { ControlEffect } from '../../module-api/module.ts';

/** What reaches beyond the task that asks it. */
export type RunEffect = Exclude<ControlEffect, { kind: 'result' | 'set-fact' | 'include' }>;
