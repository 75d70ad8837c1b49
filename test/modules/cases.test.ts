import { describe, expect, test } from '@jest/globals';
import { parseParams } from '../../src/module-api/parse-params.ts';
import { loadModules } from '../support/load-modules.ts';
import { loadCases, modulesWithCases } from '../support/module-case.ts';
import { runCase } from '../support/run-case.ts';

const loaded = await loadModules(modulesWithCases());

describe.each(loaded)('$name', ({ name, module }) => {
  const { cases, refused } = loadCases(name);
  if (!module) throw new Error(`test/cases/${name} is for no registered module`);

  for (const given of cases) test(given.name, () => runCase(module, given));

  for (const { name: what, params, message } of refused) {
    test(`refuses ${what}`, () => {
      const parsed = parseParams(module, params);
      const issues = parsed.ok ? [] : parsed.issues;
      expect(issues.map((issue) => `${issue.message} ${issue.suggestion ?? ''}`).join('\n')).toContain(message);
    });
  }
});
