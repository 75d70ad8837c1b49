import type { SecretMask } from '../../diagnostic/secret-mask.ts';
import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { RunMode } from '../../engine/events.ts';
import type { ProjectScope } from '../../engine/ownership/project-scope.ts';
import type { RunOptions } from '../../engine/run-options.ts';
import type { VaultSecret } from '../../vault/envelope.ts';
import { askLine, hasTerminal } from './ask-line.ts';
import { askPrompts } from './ask-prompts.ts';
import type { CommandIo } from '../command-io.ts';
import { readConnectOptions } from '../options/connect-options.ts';
import { loadProject } from '../project/load-project.ts';
import type { Project } from '../project/load-project.ts';
import { planSelected } from './plan-selected.ts';
import { readScope } from '../project/project-scope.ts';
import type { RunFlags } from './run-options.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

/** A command that runs a playbook. */
export interface RunCommand {
  readonly flags: RunFlags;
  readonly mode: RunMode;
  readonly io: CommandIo;
  readonly mask: SecretMask;
  readonly diagnostics: DiagnosticList;
  /** Vault passwords that are already known. */
  readonly secrets?: readonly VaultSecret[] | undefined;
}

/** Everything that is known before the first connection. */
export interface PreparedRun extends RunCommand {
  readonly project: Project;
  readonly connect: RunOptions['connect'];
  readonly scope: ProjectScope;
}

/** Loads the project and checks it with the flags. Undefined if there are mistakes, which are added to the diagnostics; throws `InvalidInput`. */
export async function prepareRun(command: RunCommand): Promise<PreparedRun | undefined> {
  const { flags, mode, io, mask, diagnostics } = command;
  io.noteStart?.('reading the project');
  const loaded = await loadProject(flags, io, command);
  if (flags.step && !(await hasTerminal())) {
    diagnostics.error({
      code: 'usage',
      summary: '--step asks on a terminal, and there is none',
      suggestion: 'Remove `--step`; `--start-at-task NAME` starts at a task.',
      range: placeOf('--step'),
    });
  }
  diagnostics.throwIfErrors();
  if (!loaded) return undefined;
  const project = await askPrompts(loaded, { ask: askLine, mask, diagnostics });
  diagnostics.throwIfErrors();
  planSelected(project, flags, { mode, diagnostics });
  diagnostics.throwIfErrors();
  const connect = await readConnectOptions(flags, io, mask);
  // a saved plan must recognize its project
  const writes = mode === 'apply' || flags.out !== undefined;
  const scope = readScope(
    { playbook: project.playbook.path, inventory: flags.inventory ?? [] },
    writes ? 'apply' : mode,
  );
  return { ...command, project, connect, scope };
}
