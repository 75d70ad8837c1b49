import type { ControlEffect } from '../../module-api/module.ts';

/** An effect that reaches beyond its task. */
export type RunEffect = Exclude<ControlEffect, { kind: 'result' | 'set-fact' | 'include' }>;
