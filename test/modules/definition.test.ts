import { describe, expect, test } from '@jest/globals';
import { YAML11_SCHEMA, load } from 'js-yaml';
import * as z from 'zod';
import { adviceOf } from '../../src/module-api/not-taken.ts';
import { paramMeta } from '../../src/module-api/param-meta.ts';
import { checkParams } from '../../src/module-api/parse-params.ts';
import { Unknown } from '../../src/values/unknown.ts';
import { moduleNames } from '../../src/modules/registry.ts';
import { loadModules } from '../support/load-modules.ts';
import { loadCases, modulesWithCases } from '../support/module-case.ts';

/** What asks other hosts than its own has a suite of its own, in place of cases. */
const SURVEYS = ['mysql_primary_of_record'];

const modules = await loadModules(moduleNames);

test('the registry is in alphabetical order', () => {
  expect(moduleNames).toEqual([...moduleNames].sort());
});

describe.each(modules)('$name', ({ name, module }) => {
  if (!module) throw new Error(`${name} is not loaded`);

  test('is registered under its own name', () => {
    expect(module.name).toBe(name);
  });

  test('describes itself and every parameter in a sentence', () => {
    const params = Object.entries(module.params.shape);
    const described = params.map(([key, schema]) => [key, paramMeta(schema as z.ZodType).description ?? '']);
    expect(described.filter(([, description]) => !description?.endsWith('.'))).toEqual([]);
    expect(module.summary).toMatch(/^[A-Z].*\.$/);
  });

  test('has aliases for parameters that it has, and for no other', () => {
    const known = Object.keys(module.params.shape);
    for (const [alias, target] of Object.entries(module.aliases ?? {})) {
      expect(known).toContain(target);
      expect(known).not.toContain(alias);
    }
  });

  test('has alternatives only for parameters that it does not take', () => {
    const taken = [...Object.keys(module.params.shape), ...Object.keys(module.aliases ?? {})];
    for (const [what, entry] of Object.entries(module.notTaken ?? {})) {
      const instead = adviceOf(entry);
      const [param = '', value] = what.split('=');
      // what is passed over is to be removed, by its name
      const told = typeof entry === 'object' ? `Remove \`${param}\`: ${entry.why}` : instead;
      const issues = value === undefined ? [] : checkParams(module, { [param]: value });
      if (value === undefined) expect(taken).not.toContain(param);
      else expect(issues).toContainEqual(expect.objectContaining({ key: param, suggestion: told }));
      expect(instead).toMatch(/^[^ ].*\.$/);
    }
  });

  test('has a JSON Schema', () => {
    expect(z.toJSONSchema(module.params, { io: 'input', unrepresentable: 'any' })).toMatchObject({ type: 'object' });
  });

  test('has examples that are valid', () => {
    expect(module.examples.length).toBeGreaterThan(0);
    for (const example of module.examples) expect(issuesOfExample(example)).toEqual([]);
  });

  test('has cases, and refuses bad input', () => {
    expect(modulesWithCases()).toContain(name);
    const { cases, refused } = loadCases(name);
    expect(cases.length > 0 || SURVEYS.includes(name)).toBe(true);
    expect(refused.length > 0 || Object.keys(module.params.shape).length === 0).toBe(true);
  });

  /** What an expression gives is not known here. */
  const withoutExpressions = (raw: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(raw).map(([key, value]) => {
        const schema = module.params.shape[key] as z.ZodType | undefined;
        return [key, schema && paramMeta(schema).expression ? new Unknown('an expression') : value];
      }),
    );

  function issuesOfExample(example: string): unknown[] {
    const tasks = load(example, { schema: YAML11_SCHEMA }) as Record<string, unknown>[];
    return tasks.flatMap((task): unknown[] => {
      if (!module || !Object.hasOwn(task, name)) return [`no task of ${name}`];
      const given = task[name];
      const raw =
        typeof given === 'string' && module.freeForm !== undefined ? { [module.freeForm]: given } : (given ?? {});
      return [...checkParams(module, withoutExpressions(raw as Record<string, unknown>))];
    });
  }
});
