import { dirname } from 'node:path';
import { kindOf } from '../../controller/file-kind.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { shellWord } from '../../diagnostic/shell-word.ts';
import { placeOf } from '../../diagnostic/source-range.ts';
import { wrapText } from '../../diagnostic/wrap-text.ts';
import { countOf } from '../../values/count-of.ts';
import type { CommandIo } from '../command-io.ts';
import { widthOf } from '../look/width-of.ts';
import { collectSettings } from '../config/collect-settings.ts';
import type { LoadFlags } from '../project/bundled-roles.ts';
import { guard } from '../start/guard.ts';
import { findUnits } from './find-units.ts';
import type { Obstacle, UnitSurvey } from './survey.ts';
import { surveyUnit } from './survey.ts';

/** Prints the share of tasks of the paths' roles and playbooks that run unchanged, and the other tasks one by one. */
export async function showSurvey(
  paths: readonly string[],
  { output }: { readonly output: 'text' | 'json' },
  io: CommandIo,
): Promise<void> {
  await guard(io, async (diagnostics) => {
    const { values } = collectSettings(io.env, diagnostics);
    const flags = Object.fromEntries(values.map(({ option, value }) => [option, value])) as LoadFlags;
    const surveys: UnitSurvey[] = [];
    for (const path of paths) {
      const units = findUnits(path);
      if (units.length === 0) diagnostics.error(nothingAt(path));
      for (const unit of units) surveys.push(await surveyUnit(unit, flags));
    }
    if (output === 'json') io.stdout.write(renderJson(surveys));
    else if (surveys.length > 0) io.stdout.write(renderText(surveys, widthOf(io.stdout)));
  });
}

function nothingAt(path: string): Omit<Diagnostic, 'severity'> {
  const isThere = kindOf(path) !== undefined;
  return {
    code: 'file-not-found',
    summary: isThere ? `${path} contains no role and no playbook` : `${path} does not exist`,
    suggestion: isThere
      ? 'Name a playbook, or a directory that contains `tasks/main.yml`, `roles/` or playbooks.'
      : `Correct the path; \`ls ${shellWord(dirname(path))}\` lists what is there.`,
    range: placeOf(path),
  };
}

const stopped = ({ obstacles }: UnitSurvey): number => obstacles.filter(({ module }) => module !== undefined).length;
const loads = ({ obstacles }: UnitSurvey): boolean => !obstacles.some(({ stopsLoading }) => stopsLoading);
const unloaded = ({ obstacles }: UnitSurvey): number =>
  obstacles.filter(({ module, stopsLoading }) => module !== undefined && stopsLoading).length;
const share = (part: number, whole: number): string =>
  whole === 0 ? '100 %' : `${(Math.floor((1000 * part) / whole) / 10).toFixed(1)} %`;

const renderJson = (surveys: readonly UnitSurvey[]): string =>
  `${JSON.stringify(
    surveys.map(({ unit, tasks, obstacles }) => ({
      kind: unit.kind,
      name: unit.name,
      path: unit.path,
      tasks,
      obstacles,
    })),
    null,
    2,
  )}\n`;

function renderText(surveys: readonly UnitSurvey[], columns: number | undefined): string {
  const tasks = surveys.reduce((sum, each) => sum + each.tasks, 0);
  const run = surveys.reduce((sum, each) => sum + each.tasks - stopped(each), 0);
  const loaded = surveys.reduce((sum, each) => sum + each.tasks - unloaded(each), 0);
  const whole = surveys.filter(({ obstacles }) => obstacles.length === 0).length;
  const loading = surveys.filter(loads).length;
  const units = `of ${surveys.length} roles and playbooks`;
  const sentences = [
    ...surveys.flatMap(renderUnit),
    '',
    `${run} of ${countOf(tasks, 'task')} run unchanged (${share(run, tasks)}); ${whole} ${units} have no obstacles.`,
    `${loaded} of ${countOf(tasks, 'task')} load (${share(loaded, tasks)}), including those that fail when they are reached, such as a module of another system; ${loading} ${units} load (${share(loading, surveys.length)}).`,
  ];
  return sentences.map((line) => `${wrapText(line, columns, '').join('\n')}\n`).join('');
}

const renderUnit = (survey: UnitSurvey): string[] => {
  const { unit, tasks, obstacles } = survey;
  const run = tasks - stopped(survey);
  return [
    `${unit.kind} ${unit.name}: ${run} of ${tasks} tasks (${share(run, tasks)})`,
    ...obstacles.flatMap(renderObstacle),
  ];
};

const renderObstacle = ({ place, module, reasons }: Obstacle): string[] =>
  reasons.map((reason, i) => `    ${i === 0 ? [place, module].filter(Boolean).join(' ') : ''}: ${reason}`);
