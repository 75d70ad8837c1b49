import type { CommandIo } from '../command-io.ts';
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
      if (units.length === 0)
        diagnostics.error({ code: 'file-not-found', summary: `There is no role and no playbook at ${path}` });
      for (const unit of units) surveys.push(await surveyUnit(unit, flags));
    }
    io.stdout.write(output === 'json' ? renderJson(surveys) : renderText(surveys));
  });
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

function renderText(surveys: readonly UnitSurvey[]): string {
  const tasks = surveys.reduce((sum, each) => sum + each.tasks, 0);
  const run = surveys.reduce((sum, each) => sum + each.tasks - stopped(each), 0);
  const loaded = surveys.reduce((sum, each) => sum + each.tasks - unloaded(each), 0);
  const whole = surveys.filter(({ obstacles }) => obstacles.length === 0).length;
  const loading = surveys.filter(loads).length;
  return `${[
    ...surveys.flatMap(renderUnit),
    '',
    `${run} of ${tasks} tasks run unchanged (${share(run, tasks)}); ${whole} of ${surveys.length} roles and playbooks have no obstacle.`,
    `${loaded} tasks load (${share(loaded, tasks)}), including those that fail when they are reached, such as a module of another system; ${loading} of ${surveys.length} roles and playbooks load (${share(loading, surveys.length)}).`,
  ].join('\n')}\n`;
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
