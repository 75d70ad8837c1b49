import { readFileSync, writeFileSync } from 'node:fs';
import type { CaseResult } from './run-case.ts';
import type { StepName } from './fault-project.ts';

export interface Row extends CaseResult {
  readonly fault: string;
  readonly step: StepName | undefined;
}

const BEGIN = '<!-- faults: written by npm run test:faults -->';
const END = '<!-- end of faults -->';

/** Puts the results between the marks in a page: a line for each fault. */
export function writeTable(path: string, rows: readonly Row[]): void {
  const page = readFileSync(path, 'utf8');
  const [before, rest = ''] = page.split(BEGIN);
  const after = rest.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${path} has no marks for the table`);
  writeFileSync(path, `${before}${BEGIN}\n\n${renderTable(rows)}\n\n${END}${after}`);
}

function renderTable(rows: readonly Row[]): string {
  const faults = [...new Set(rows.map(({ fault }) => fault))];
  const good = rows.filter(({ problems }) => problems.length === 0).length;
  return [
    `${new Date().toISOString().slice(0, 10)}: ${rows.length} runs that a fault met, ${good} as they should be.`,
    '',
    '| fault | where | as it should be | the run that it met ended with | and said |',
    '| --- | --- | --- | --- | --- |',
    ...faults.map((fault) =>
      renderFault(
        fault,
        rows.filter((row) => row.fault === fault),
      ),
    ),
  ].join('\n');
}

function renderFault(fault: string, rows: readonly Row[]): string {
  const steps = rows.flatMap(({ step }) => step ?? []);
  const bad = rows.filter(({ problems }) => problems.length > 0).map(({ step }) => step ?? 'all along');
  const counts = `${rows.length - bad.length} of ${rows.length}${bad.length > 0 ? `, not: ${bad.join(', ')}` : ''}`;
  const codes = [...new Set(rows.map(({ exitCode }) => (exitCode === -1 ? 'killed' : String(exitCode))))];
  const said = rows.find((row) => row.said !== '')?.said ?? '';
  const where = steps.length > 0 ? steps.join(', ') : 'all along';
  return `| ${[fault, where, counts, codes.join(', '), said.replaceAll('|', '\\|')].join(' | ')} |`;
}
