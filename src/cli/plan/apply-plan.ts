import { maskForTerminal } from '../../report/text/mask-text.ts';
import { relative, resolve } from 'node:path';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { SecretMask } from '../../diagnostic/secret-mask.ts';
import { Fingerprints } from '../../engine/review/fingerprints.ts';
import type { ListedStep } from '../../engine/review/listed-step.ts';
import { NEW_PLAN, PlanGuard } from '../../engine/review/plan-guard.ts';
import { PlanRecorder } from '../../engine/review/plan-recorder.ts';
import { limitedHosts, loadLimit } from '../../inventory/pattern/pattern-limit.ts';
import { checkPlan } from '../../plan-file/check-plan.ts';
import type { FoundNow } from '../../plan-file/judge-hosts.ts';
import { judgeHosts } from '../../plan-file/judge-hosts.ts';
import { decryptTexts } from '../../plan-file/plan-keys.ts';
import type { PlanKeys } from '../../plan-file/plan-keys.ts';
import type { Plan } from '../../plan-file/plan-schema.ts';
import { readSealedPlan } from '../../plan-file/read-plan.ts';
import type { CommandIo } from '../command-io.ts';
import { newRunId } from '../options/connect-options.ts';
import { EXIT_DRIFTED, EXIT_INTERRUPTED } from '../exit-codes.ts';
import { findPlaybook } from '../project/find-playbook.ts';
import { guard } from '../start/guard.ts';
import { HostProblems } from '../run/host-problems.ts';
import { listen } from '../start/listen.ts';
import { loadVaultOptions } from '../options/load-vault-options.ts';
import { performRun } from '../run/perform-run.ts';
import { openingSecrets } from './plan-secrets.ts';
import type { PreparedRun } from '../run/prepare-run.ts';
import { prepareRun } from '../run/prepare-run.ts';
import { programVersion } from '../program-version.ts';
import { changedFiles } from './project-files.ts';
import { projectRoot } from '../project/project-identity.ts';
import { readScope } from '../project/project-scope.ts';
import { reportRun } from '../run/report-run.ts';
import type { RunFlags } from '../run/run-options.ts';
import { placeOf } from '../../diagnostic/source-range.ts';
import { listed } from '../../diagnostic/suggest.ts';

/** Applies a reviewed plan on the hosts that are unchanged since the review. With `--check` it only compares. */
export async function applyPlan(path: string, given: RunFlags, io: CommandIo): Promise<void> {
  const mask = new SecretMask();
  await guard(
    io,
    async (diagnostics) => {
      const secrets = await loadVaultOptions(given, io);
      const { plan, keys } = readSealedPlan(path, openingSecrets(secrets, io));
      const { root } = checkSetting(plan, path);
      const flags = flagsOf(plan, given, keys);
      const prepared = await prepareRun({ flags, mode: 'apply', io, mask, diagnostics, secrets });
      if (!prepared) return;
      const narrowed = narrow(prepared, given.limit);
      const fingerprints = new Fingerprints(keys.digests);
      const signals = listen(io);
      const changed = changedFiles(plan.files, root, fingerprints);
      const found = { ...(await lookAgain(narrowed, fingerprints)), changedFiles: changed };
      if (signals.stop.requested) {
        io.stderr.write('interrupted: no host was touched\n');
        io.setExitCode(EXIT_INTERRUPTED);
        signals.close();
        return;
      }
      const refused = judgeHosts(plan, found);
      if (given.check) {
        signals.close();
        tellComparison(found.hosts, refused, prepared);
        return;
      }
      const steps = new Map(
        Object.entries(plan.hosts).map(([host, one]) => [host, one.steps as readonly ListedStep[]]),
      );
      const onNeedless = (host: string, { task }: ListedStep): void =>
        void io.stderr.write(
          `warning: ${host}: the reviewed change is no longer needed: ${maskForTerminal((text) => mask.mask(text))(task.name)}\n`,
        );
      const review = new PlanGuard({ steps, refused, fingerprints, isProjectSame: changed.length === 0, onNeedless });
      await reportRun(narrowed, { review, signals, isPlan: true });
    },
    (text) => mask.mask(text),
  );
}

function checkSetting(plan: Plan, path: string) {
  const playbook = findPlaybook(plan.selection.playbook);
  const root = projectRoot(playbook);
  const { project } = readScope({ playbook, inventory: plan.selection.inventory }, 'apply');
  const directory = relative(root, process.cwd());
  checkPlan(plan, path, { program: programVersion(), project, directory, now: new Date() });
  return { root: resolve(root) };
}

/** The plan fixes what runs and where; the command line only sets how. */
function flagsOf({ selection }: Plan, given: RunFlags, keys: PlanKeys): RunFlags {
  const { extraVars, ...selected } = selection;
  const texts = extraVars === undefined ? {} : { extraVars: decryptTexts(extraVars, keys) };
  return { ...withoutLimit(given), ...definedOf(selected), ...texts };
}

const withoutLimit = ({ limit: _, ...rest }: RunFlags): RunFlags => rest;

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };
const definedOf = <T extends object>(fields: T): Defined<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;

/** `--limit` may select fewer hosts than the plan contains. */
function narrow(prepared: PreparedRun, limits: readonly string[] | undefined): PreparedRun {
  if (!limits) return prepared;
  const { project, diagnostics } = prepared;
  const patterns = loadLimit(limits.join(','), diagnostics);
  const wanted = patterns && limitedHosts(project.inventory, patterns, diagnostics);
  diagnostics.throwIfErrors();
  const limit = new Set([...(wanted ?? [])].filter((host) => project.limit?.has(host) ?? true));
  if (limit.size === 0)
    diagnostics.error({
      code: 'nothing-selected',
      summary: `--limit ${limits.join(',')} leaves no host of the plan`,
      suggestion: `The plan is for ${listed([...(project.limit ?? [])].map(({ name }) => name))}.`,
      range: placeOf(`--limit ${limits.join(',')}`),
    });
  diagnostics.throwIfErrors();
  return { ...prepared, project: { ...project, limit } };
}

/** A silent dry run, to find out what apply would do now. */
async function lookAgain(prepared: PreparedRun, fingerprints: Fingerprints): Promise<Omit<FoundNow, 'changedFiles'>> {
  const signals = listen(prepared.io);
  const review = new PlanRecorder(fingerprints);
  const problems = new HostProblems();
  const { hosts } = await performRun(
    { ...prepared, diagnostics: new DiagnosticList() },
    {
      mode: 'check',
      runId: newRunId(),
      sink: (event) => problems.note(event),
      signals,
      ask: () => Promise.resolve(undefined),
      review,
      withDiff: true,
    },
  );
  const found = Object.entries(hosts).flatMap(([host, { status }]) => {
    const problem = problems.of(host, status);
    return problem === undefined ? [] : [[host, problem] as const];
  });
  return { steps: review.steps, hosts: Object.keys(hosts), problems: new Map(found) };
}

function tellComparison(
  hosts: readonly string[],
  refused: ReadonlyMap<string, readonly string[]>,
  { io, mask }: PreparedRun,
): void {
  const shown = maskForTerminal((text) => mask.mask(text));
  for (const host of hosts) {
    const [first = 'as reviewed', ...rest] = refused.get(host) ?? [];
    io.stdout.write(`${shown([`${host}: ${first}`, ...rest.map((line) => `    ${line}`)].join('\n'))}\n`);
  }
  if (refused.size === 0) return;
  io.stderr.write(`${NEW_PLAN}\n`);
  io.setExitCode(EXIT_DRIFTED);
}
