import type { FileContent, RunStep, Step, WriteStep } from '../../module-api/step.ts';
import { quote } from '../../query/quote.ts';
import { feedScript } from './feed-script.ts';
import { keepOwner, ownershipOf } from '../ownership/file-owner.ts';
import { printBytes } from './print-bytes.ts';

/** What a step needs to know beside itself. */
export interface StepSetting {
  /** The user it runs as; undefined: the shell's own. */
  readonly as: string | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** Unique in the batch: names the dotfile of a file that is being written. */
  readonly key: string;
  /** Where an uploaded file was put, by its path on the controller. */
  readonly uploaded: (localPath: string) => string;
}

/** A step as POSIX sh. Its exit status is the step's. Nothing secret is on a command line. */
export function renderStep(step: Step, setting: StepSetting): string {
  switch (step.kind) {
    case 'run':
      return renderRun(step, setting);
    case 'write':
      return renderWrite(step, setting);
    case 'fetch':
      throw new Error('a fetch is no part of a script');
  }
}

function renderRun(step: RunStep, setting: StepSetting): string {
  const script = [...exports({ ...setting.environment, ...step.environment }), step.script].join('\n');
  const timed = step.timeoutSeconds === undefined ? undefined : `timeout -k 10 ${step.timeoutSeconds}`;
  const body = asUser(script, setting.as, timed);
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
  const path = quote(step.path);
  const slash = step.path.lastIndexOf('/');
  const temporary = quote(`${step.path.slice(0, slash + 1)}.${step.path.slice(slash + 1)}.${key}`);
  const placed = [
    `trap 'rm -f -- ${temporary.replaceAll("'", `'\\''`)}' EXIT`,
    'umask 077',
    ...fill(step.content, temporary, uploaded),
    ...attributes(step, path, temporary),
    ...(step.validate === undefined ? [] : [step.validate.replaceAll('%s', temporary)]),
    ...(step.backup ? [`[ ! -e ${path} ] || cp -p -- ${path} ${path}.$(date +%Y-%m-%dT%H:%M:%S)~`] : []),
    `mv -fT -- ${temporary} ${path}`,
  ];
  const script = `set -e\n${placed.join('\n')}`;
  if (as === undefined) return `(\n${script}\n) </dev/null`;
  // the content goes by stdin: as another user's it would be on a command line
  const reading = script.replace(fill(step.content, temporary, uploaded).join('\n'), `cat > ${temporary}`);
  return `${read(step.content, uploaded)} | runuser -u ${quote(as)} -- sh -c ${quote(reading)}`;
}

function fill(content: FileContent, temporary: string, uploaded: (path: string) => string): string[] {
  if (content.kind === 'bytes') return [`${printBytes(content.bytes)} > ${temporary}`];
  if (content.kind === 'remote') return [`cat -- ${quote(content.path)} > ${temporary}`];
  return [`mv -fT -- ${quote(uploaded(content.path))} ${temporary}`];
}

function read(content: FileContent, uploaded: (path: string) => string): string {
  if (content.kind === 'bytes') return printBytes(content.bytes);
  return `cat -- ${quote(content.kind === 'local' ? uploaded(content.path) : content.path)}`;
}

/** What is not asked for stays as the file has it; a new file is 0644 and the writer's. */
function attributes(step: WriteStep, path: string, temporary: string): string[] {
  const ownership = ownershipOf(step);
  const keepsMode = step.mode === undefined || !/^\d+$/.test(step.mode);
  return [
    ...keepOwner(step, temporary),
    ...(ownership === undefined ? [] : [`chown ${quote(ownership)} -- ${temporary}`]),
    ...(keepsMode
      ? [`if [ -e ${path} ]; then chmod --reference=${path} -- ${temporary}; else chmod 0644 -- ${temporary}; fi`]
      : []),
    ...(step.mode === undefined ? [] : [`chmod ${quote(step.mode)} -- ${temporary}`]),
  ];
}
