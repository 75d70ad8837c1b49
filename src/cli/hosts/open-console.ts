import { createInterface } from 'node:readline';
import { resolve } from 'node:path';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { placeScope } from '../../variables/host-variables.ts';
import type { HostState } from '../../engine/host/host-state.ts';
import type { Scope } from '../../expression/compiled.ts';
import type { Syntax } from '../../expression/dialect.ts';
import { createHost } from '../../playbook/files/template-reader.ts';
import { YamlFiles } from '../../playbook/files/yaml-files.ts';
import type { CommandIo } from '../command-io.ts';
import type { PatternFlags } from '../options/pattern-options.ts';
import { guard } from '../start/guard.ts';
import { compileLine, evaluateLine } from './evaluate-line.ts';
import type { LineContext } from './evaluate-line.ts';
import { visitPattern } from './visit-pattern.ts';

export interface ConsoleFlags extends PatternFlags {
  readonly syntax?: Syntax;
}

export interface ConsoleCall {
  readonly host: string;
  readonly expression: string | undefined;
  readonly flags: ConsoleFlags;
}

/** Prints the value of the expression, or of each line of the input. The exit code is 3 if the expression is not well-formed, and 1 if it, or the last line, cannot be evaluated. */
export async function openConsole({ host, expression, flags }: ConsoleCall, io: CommandIo): Promise<void> {
  const access = createHost({ files: [resolve('files')], templates: [resolve('templates')] }, new YamlFiles({}));
  if (expression !== undefined && !(await isWellFormed(expression, { access, syntax: flags.syntax }, io))) return;
  await visitPattern(
    host,
    { flags, io },
    {
      isChange: false,
      visit: async (state, mask) => {
        const scope = scopeOf(state);
        const answer = (text: string): boolean => {
          const { output, isMistake } = evaluateLine(text, { scope, access, syntax: flags.syntax });
          (isMistake ? io.stderr : io.stdout).write(`${mask(output)}\n`);
          return isMistake;
        };
        return expression === undefined ? readLines(io, scope, answer) : answer(expression);
      },
      render: () => '',
      isFailure: (isMistake) => isMistake,
    },
  );
}

/** Reports mistakes before the host is connected to. */
async function isWellFormed(expression: string, context: Omit<LineContext, 'scope'>, io: CommandIo): Promise<boolean> {
  let isRight = false;
  await guard(io, (diagnostics) => {
    const own = new DiagnosticList();
    compileLine(expression, context, own);
    // what a playbook may never reach is evaluated here
    diagnostics.addAll(own.items.map((each) => ({ ...each, severity: 'error' as const })));
    isRight = !diagnostics.hasErrors;
    return Promise.resolve();
  });
  return isRight;
}

const scopeOf = ({ variables }: HostState): Scope =>
  placeScope(variables, { play: undefined, playFiles: [], role: undefined, parameters: undefined });

/** Returns whether the last line was invalid. Empty lines are valid; exit, quit and the end of the input end the console. */
async function readLines(io: CommandIo, scope: Scope, answer: (text: string) => boolean): Promise<boolean> {
  const { isTTY: isTerminal = false } = io.stdin as { readonly isTTY?: boolean };
  const lines = createInterface({
    input: io.stdin,
    ...(isTerminal && { output: io.stderr, prompt: '> ', completer: (line: string) => complete(line, scope) }),
  });
  let isMistake = false;
  lines.prompt();
  for await (const line of lines) {
    if (['exit', 'quit'].includes(line.trim())) break;
    if (line.trim() !== '') isMistake = answer(line);
    lines.prompt();
  }
  lines.close();
  return isMistake;
}

/** Completions: names of variables that start with the word before the cursor. */
function complete(line: string, scope: Scope): [string[], string] {
  const [word] = /[\w$]*$/.exec(line) ?? [''];
  return [[...scope.names()].filter((name) => name.startsWith(word)), word];
}
