import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { z } from 'zod';
import { checkout } from '../lab.ts';

const schema = z.array(
  z.strictObject({
    role: z.string(),
    play: z.array(z.record(z.string(), z.unknown())).optional(),
    vars: z.record(z.string(), z.unknown()).default({}),
    prepare: z.string().default(''),
    why: z.string().default(''),
  }),
);

/** A role to compare, by its name in a play; the keys are described in settings.yml. */
export type RoleSetting = z.infer<typeof schema>[number];

/** Reads settings.yml: all roles, or those whose names contain one of `only`. Throws if none is left. */
export function readSettings(only: readonly string[]): RoleSetting[] {
  const all = schema.parse(load(readFileSync(join(checkout, 'bench/roles/settings.yml'), 'utf8')));
  const chosen = all.filter(({ role }) => only.length === 0 || only.some((word) => role.includes(word)));
  if (chosen.length === 0) throw new Error(`no role of settings.yml is named like ${only.join(', ')}`);
  return chosen;
}
