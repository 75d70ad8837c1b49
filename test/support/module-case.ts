import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { YAML11_SCHEMA, load } from 'js-yaml';
import * as z from 'zod';

const ROOT = join(import.meta.dirname, '../cases');
const plain = z.record(z.string(), z.unknown());

const caseSchema = z.strictObject({
  name: z.string(),
  params: plain,
  host: plain.default({}),
  as: z.string().optional(),
  check: z.boolean().default(false),
  environment: z.record(z.string(), z.string()).default({}),
  written: plain.optional(),
  inputs: z.record(z.string(), z.unknown()).default({}),
  files: z.record(z.string(), z.unknown()).default({}),
  answers: plain.default({}),
  outputs: z.array(plain).default([]),
  expect: z.strictObject({
    changes: z.array(plain).optional(),
    steps: z.array(z.union([z.string(), plain])).optional(),
    predicted: plain.optional(),
    settles: z.literal('unknown').optional(),
    writes: plain.optional(),
    owns: z.array(plain).optional(),
    result: plain.optional(),
    outcome: plain.optional(),
    effect: plain.optional(),
    failure: z.string().optional(),
  }),
});

const fileSchema = z.strictObject({
  cases: z.array(caseSchema).default([]),
  refused: z.array(z.strictObject({ name: z.string(), params: plain, message: z.string() })).default([]),
});

export type ModuleCase = z.output<typeof caseSchema>;
export type ModuleCases = z.output<typeof fileSchema>;

/** The modules that have cases: the directories of test/cases. */
export const modulesWithCases = (): string[] =>
  readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();

/** All cases of a module, from every file of its directory. The format is described in test/cases/README.md. */
export function loadCases(module: string): ModuleCases {
  const files = readdirSync(join(ROOT, module)).filter((name) => name.endsWith('.yml'));
  const parsed = files.map((name) => loadFile(join(ROOT, module, name)));
  return { cases: parsed.flatMap((f) => f.cases), refused: parsed.flatMap((f) => f.refused) };
}

function loadFile(path: string): ModuleCases {
  const parsed = fileSchema.safeParse(load(readFileSync(path, 'utf8'), { schema: YAML11_SCHEMA, filename: path }));
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
