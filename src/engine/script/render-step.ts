import {
  fillLike,
  directoryOf,
  keepBackup,
  nameOf,
  NEW,
  noteMade,
  placeNew,
  renderBeside,
} from '../../module-api/beside.ts';
import type { FileContent, RunStep, Step, WriteStep } from '../../module-api/step.ts';
import { quote } from '../../query/quote.ts';
import { feedScript } from './feed-script.ts';
import { ownershipOf } from '../ownership/file-owner.ts';
import { printBytes } from './print-bytes.ts';

/** The context of a step. */
export interface StepSetting {
  /** The user that the step runs as; undefined means the user of the shell. */
  readonly as: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** A unique and unpredictable key, used in the name of a new file while it is validated. */
  readonly key: string;
  /** The path of an uploaded file on the host, by its path on the controller. */
  readonly uploaded: (localPath: string) => string;
}

/** A step as POSIX sh, with the step's exit status. No secret is on a command line. */
export function renderStep(step: Step, setting: StepSetting): string {
  switch (step.kind) {
    case 'run':
      return renderRun(step, setting);
    case 'write':
      return renderWrite(step, setting);
    case 'fetch':
      throw new Error('a fetch is not part of a script');
  }
}

function renderRun(step: RunStep, setting: StepSetting): string {
  const script = renderCommand(step, setting);
  return step.mayAwaitPipe ? `${noteWaiting('1')}\n${script}\ns=$?\n${noteWaiting('')}\n(exit "$s")` : script;
}

/** Tells the shell loop whether the batch may wait for the other end of a named pipe. */
const noteWaiting = (text: string): string =>
  `[ -z "$PROVISION_STOP" ] || printf %s ${quote(text)} 2>/dev/null >"\${PROVISION_STOP%stop}waits" || :`;

function renderCommand(step: RunStep, setting: StepSetting): string {
  const environment = step.asSession ? {} : { ...setting.environment, ...step.environment };
  const script = [...exports(environment), step.script].join('\n');
  const timed = step.timeoutSeconds === undefined ? undefined : `timeout -k 10 ${step.timeoutSeconds}`;
  const body = asUser(script, step.asSession ? undefined : setting.as, timed);
  if (step.stdin === undefined) return `{ ${body}; } </dev/null`;
  return `${printBytes(typeof step.stdin === 'string' ? Buffer.from(step.stdin) : step.stdin)} | ${body}`;
}

function asUser(script: string, as: string | undefined, timed: string | undefined): string {
  const runuser = as === undefined ? undefined : `runuser -u ${quote(as)} --`;
  if (!runuser && !timed) return `(\n${script}\n)`;
  return feedScript(script, [timed, runuser].filter(Boolean).join(' '));
}

const exports = (environment: Readonly<Record<string, string>>): string[] =>
  Object.entries(environment).map(([name, value]) => `export ${name}=${quote(value)}`);

function renderWrite(step: WriteStep, { as, key, uploaded }: StepSetting): string {
  const render = (fill: string): string =>
    renderBeside(step.path, [
      fill,
      ...attributes(step),
      ...(step.validate === undefined ? [] : validate(step.path, step.validate, key)),
      ...(step.backup ? [keepBackup(step.path)] : []),
      placeNew(step.path),
    ]);
  if (as === undefined) return `${render(fillNew(step, uploaded))} </dev/null`;
  // the content is passed on stdin: as another user's script it would be on a command line
  return `${read(step.content, uploaded)} | runuser -u ${quote(as)} -- sh -c ${quote(render(fillLike(step.path, 'cat')))}`;
}

/** An uploaded file is renamed, unless the attributes of an existing file must be kept. */
function fillNew({ content, path }: WriteStep, uploaded: (path: string) => string): string {
  if (content.kind === 'bytes') return fillLike(path, printBytes(content.bytes));
  if (content.kind === 'remote') return fillLike(path, `cat -- ${quote(content.path)}`);
  const sent = quote(uploaded(content.path));
  const there = quote(`../${nameOf(path)}`);
  const fill = fillLike(path, `cat -- ${sent}`);
  return `if [ -f ${there} ] && [ ! -L ${there} ]; then\n${fill}\nrm -f -- ${sent}; else mv -fT -- ${sent} ${NEW}; fi`;
}

/** The command sees the new file in its final directory, since it may refer to other files by relative paths. */
function validate(path: string, command: string, key: string): string[] {
  const name = `.${nameOf(path)}.${key}`;
  const beside = quote(`../${name}`);
  return [
    `trap 'cd .. && rm -rf -- "$k" ${quote(name).replaceAll("'", `'\\''`)}' EXIT`,
    noteMade(`$d/${name.replaceAll(/["$\\`]/g, '\\$&')}`),
    `ln -T -- ${NEW} ${beside} 2>/dev/null || cp -pnT -- ${NEW} ${beside}`,
    `(cd / && ${command.replaceAll('%s', quote(`${directoryOf(path)}${name}`))})`,
    `rm -f -- ${beside}`,
  ];
}

function read(content: FileContent, uploaded: (path: string) => string): string {
  if (content.kind === 'bytes') return printBytes(content.bytes);
  return `cat -- ${quote(content.kind === 'local' ? uploaded(content.path) : content.path)}`;
}

/** Attributes that are not requested are those of the existing file; a new file gets 0644 and belongs to its creator. */
function attributes(step: WriteStep): string[] {
  const ownership = ownershipOf(step);
  const isThere = `[ -e ${quote(`../${nameOf(step.path)}`)} ]`;
  return [
    ...(ownership === undefined ? [] : [`chown ${quote(ownership)} -- ${NEW}`]),
    ...(step.mode !== undefined && /^\d+$/.test(step.mode) ? [] : [`${isThere} || chmod 0644 -- ${NEW}`]),
    ...(step.mode === undefined ? [] : [`chmod ${quote(step.mode)} -- ${NEW}`]),
  ];
}
