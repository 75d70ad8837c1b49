import type { RunStep } from '../../module-api/step.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import { interpreterOf, JSON_ARGS, styleOf } from './script-style.ts';

/** A program on the controller that implements a module. */
export interface Program {
  readonly name: string;
  readonly content: Buffer;
  /** Python packages that the program imports, as a zip archive. */
  readonly library?: Buffer | undefined;
}

export type Params = Readonly<Record<string, unknown>>;

/** Copies the program to a temporary directory on the host, runs it there with its parameters, and removes the directory. */
export function runProgram(program: Program, params: Params): RunStep {
  const { content, given } = fill(program, params);
  const library = program.library ?? Buffer.alloc(0);
  const receive = [
    'd=$(mktemp -d) || exit',
    `trap 'rm -rf -- "$d"' EXIT`,
    `f=$d/${quote(fileNameOf(program.name))}`,
    `head -c ${library.length} > "$d/library.zip" && head -c ${content.length} > "$f" && cat > "$d/args" && chmod 700 "$f" || exit`,
  ];
  return {
    kind: 'run',
    script: [...receive, commandOf(program)].join('\n'),
    stdin: Buffer.concat([library, content, Buffer.from(given)]),
    shownAs: program.name,
  };
}

const fileNameOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1).replace(/[^\w-]/g, '_');

/** The program with embedded parameters, or with the file of parameters that it expects. */
function fill({ name, content }: Program, params: Params): { content: Buffer; given: string } {
  const internal = {
    _ansible_check_mode: false,
    _ansible_diff: false,
    _ansible_no_log: false,
    _ansible_verbosity: 0,
    _ansible_module_name: name,
    _ansible_remote_tmp: '/tmp',
  };
  const json = toJson({ ...params, ...internal });
  switch (styleOf(content)) {
    case 'json-args':
      return { content: Buffer.from(content.toString('utf8').replaceAll(JSON_ARGS, () => json)), given: json };
    case 'python':
      return { content, given: toJson({ ANSIBLE_MODULE_ARGS: { ...params, ...internal } }) };
    case 'key-value':
      return { content, given: keyValues(params) };
    default:
      return { content, given: json };
  }
}

const toJson = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? Number(each) : each));

/** The format of Ansible's oldest modules: words of the shell. */
const keyValues = (params: Params): string =>
  Object.entries(params)
    .map(([key, value]) => `${key}=${quote(typeof value === 'string' ? value : toJson(value))}`)
    .join(' ');

function commandOf({ name, content, library }: Program): string {
  const [program, ...words] = interpreterOf(content);
  const run = (command: string): string => `${command} "$f" "$d/args" </dev/null`;
  const missing = (what: string): string => `{ echo ${quote(`${name} needs ${what} on the host`)} >&2; exit 127; }`;
  if (library !== undefined || /(^|\/)python[\d.]*$/.test(program ?? '')) {
    const find = `p=$(command -v python3 || command -v python) || ${missing('Python')}`;
    return [
      find,
      run(library === undefined ? '"$p"' : 'PYTHONPATH=$d/library.zip PYTHONDONTWRITEBYTECODE=1 "$p"'),
    ].join('\n');
  }
  if (program === undefined) return '"$f" "$d/args" </dev/null';
  return [`command -v ${quote(program)} >/dev/null || ${missing(program)}`, run(quoteAll([program, ...words]))].join(
    '\n',
  );
}
