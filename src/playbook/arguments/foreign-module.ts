import * as z from 'zod';
import { defineControl } from '../../module-api/define-module.ts';
import type { Module } from '../../module-api/module.ts';

/** A substitute for an unknown module: its tasks fail when they are reached. */
export const foreignModule = (name: string, why = `There is no module ${name}`): Module =>
  defineControl({
    name,
    summary: 'A module that is not known here.',
    params: z.looseObject({}),
    examples: [],
    effect: () => ({ kind: 'result', result: {}, failed: why }),
  });
