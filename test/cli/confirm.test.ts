import { describe, expect, test } from '@jest/globals';
import { Writable } from 'node:stream';
import { NoTerminal } from '../../src/cli/run/ask-line.ts';
import { confirmRun } from '../../src/cli/run/confirm-run.ts';
import { confirmStep } from '../../src/cli/run/confirm-step.ts';
import { DiagnosticList } from '../../src/diagnostic/diagnostic-list.ts';
import { compileTemplate } from '../../src/expression/compile-template.ts';
import { loadInventory } from '../../src/inventory/load-inventory.ts';

const stderr = new Writable({ write: (_chunk, _encoding, done) => done() });

async function confirm(
  line: string,
  answer: (question: string) => Promise<string>,
  isGiven = false,
): Promise<string[]> {
  const diagnostics = new DiagnosticList();
  const inventory = await loadInventory([line], {
    diagnostics,
    compile: (text, list) => compileTemplate(text, list),
    playbookDirs: [],
  });
  const asked: string[] = [];
  const ask = (question: string): Promise<string> => {
    asked.push(question);
    return answer(question);
  };
  await confirmRun({ project: { inventory, limit: undefined }, inventory: 'prod', isGiven }, { stderr }, ask);
  return asked;
}

const GUARDED = 'test/fixtures/inventories/confirm.yml';
const says = (answer: string) => () => Promise.resolve(answer);

describe('an inventory with provision_confirm', () => {
  test("goes on when the inventory's name is typed", async () => {
    expect(await confirm(GUARDED, says('prod'))).toEqual(['Type prod to continue: ']);
  });

  test('does not start after any other answer, or without a terminal', async () => {
    await expect(confirm(GUARDED, says('y'))).rejects.toThrow('y is not prod');
    await expect(confirm(GUARDED, (question) => Promise.reject(new NoTerminal(question)))).rejects.toThrow(
      'there is no terminal to ask on',
    );
  });

  test('asks nothing with --yes, nor does another inventory', async () => {
    expect(await confirm(GUARDED, says(''), true)).toEqual([]);
    expect(await confirm('web1,web2', says(''))).toEqual([]);
  });
});

describe('--step', () => {
  test('runs a task on yes, skips it on no, and asks no more after continue', async () => {
    const answers = ['y', 'no', '', 'c'];
    const asked: string[] = [];
    const confirmTask = confirmStep((question) => {
      asked.push(question);
      return Promise.resolve(answers.shift());
    });
    const ran = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((task) => confirmTask(task)));
    expect(ran).toEqual([true, false, false, true, true, true]);
    expect(asked).toEqual(['a', 'b', 'c', 'd'].map((task) => `${task} (yes/no/continue)`));
  });
});
