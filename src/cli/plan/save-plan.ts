import { randomBytes } from 'node:crypto';
import { relative, resolve } from 'node:path';
import type { EngineEvent } from '../../engine/events.ts';
import { Fingerprints } from '../../engine/review/fingerprints.ts';
import { PlanRecorder } from '../../engine/review/plan-recorder.ts';
import type { RunSummary } from '../../engine/run-options.ts';
import { maskSteps } from '../../plan-file/mask-steps.ts';
import { derivePlanKeys, encryptTexts, SALT_BYTES } from '../../plan-file/plan-keys.ts';
import type { PlanKeys } from '../../plan-file/plan-keys.ts';
import type { Plan, PlanHost, PlanSelection } from '../../plan-file/plan-schema.ts';
import { PLAN_VERSION } from '../../plan-file/plan-schema.ts';
import { writePlan } from '../../plan-file/write-plan.ts';
import { thisRunner } from '../options/connect-options.ts';
import { maskForFile } from '../../report/text/mask-text.ts';
import { HostProblems } from '../run/host-problems.ts';
import { sealingSecret } from './plan-secrets.ts';
import { inventoryPlaces } from '../project/inventory-places.ts';
import type { PreparedRun } from '../run/prepare-run.ts';
import { digestFiles } from './project-files.ts';
import { readIdentity } from '../project/project-identity.ts';
import { programVersion } from '../program-version.ts';
import type { RunReview } from '../run/report-run.ts';
import type { RunFlags } from '../run/run-options.ts';

const HOUR_MS = 3_600_000;
const VALID_HOURS = 24;

/** Collects the events of a dry run and writes the plan when the run has finished. */
export function savePlan(
  path: string,
  prepared: PreparedRun,
  filesRead: ReadonlySet<string>,
): Pick<RunReview, 'review' | 'onEvent' | 'onEnd'> {
  const { project, io, flags, mask } = prepared;
  const secret = sealingSecret(project.secrets, io);
  const salt = randomBytes(SALT_BYTES);
  const keys = derivePlanKeys(secret, salt);
  const fingerprints = new Fingerprints(keys.digests);
  const review = new PlanRecorder(fingerprints);
  const problems = new HostProblems();
  const hide = maskForFile((text) => mask.mask(text));
  const write = (summary: RunSummary, run: string): void => {
    const identity = readIdentity(project.playbook.path);
    const now = Date.now();
    const places = inventoryPlaces(flags.inventory ?? []);
    const hosts = Object.entries(summary.hosts).map(([name, { status }]): [string, PlanHost] => {
      const problem = problems.of(name, status);
      const steps = maskSteps(review.steps.get(name) ?? [], hide);
      return [
        name,
        {
          status: problem === undefined ? 'planned' : 'incomplete',
          steps,
          ...(problem !== undefined && { problem: hide(problem) }),
        },
      ];
    });
    const plan: Plan = {
      version: PLAN_VERSION,
      program: programVersion(),
      project: prepared.scope.project,
      directory: relative(identity.root, process.cwd()),
      run,
      by: thisRunner().who,
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + (flags.validHours ?? VALID_HOURS) * HOUR_MS).toISOString(),
      selection: selectionOf(flags, keys),
      files: digestFiles({ root: resolve(identity.root), filesRead, places }, fingerprints),
      hosts: Object.fromEntries(hosts),
    };
    writePlan(path, plan, { secret, salt, keys });
    io.stderr.write(
      `The plan is in ${path}. To review it: provision show ${path}; to apply it: provision apply ${path}\n`,
    );
  };
  return {
    review,
    onEvent: (event: EngineEvent) => problems.note(event),
    onEnd: (summary, run) => {
      if (prepared.io.signals?.stop.requested)
        io.stderr.write(`${path} was not written: the dry run was interrupted\n`);
      else write(summary, run);
    },
  };
}

function selectionOf(flags: RunFlags, keys: PlanKeys): PlanSelection {
  const { playbook, inventory = [], limit, tags, skipTags, roles, nodes, startAtTask, taskTimeout } = flags;
  const { strict, adoptManifests, dropHandlers, extraVars } = flags;
  const rest = { limit, tags, skipTags, roles, nodes, startAtTask, taskTimeout, strict, adoptManifests, dropHandlers };
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    playbook,
    inventory: [...inventory],
    ...given,
    ...(extraVars && { extraVars: encryptTexts(extraVars, keys) }),
  };
}
