import { fileNotTaken } from '../../dist/module-api/file-attributes.js';
import { loadModule, moduleNames } from '../../dist/modules/registry.js';
import { adviceOf } from '../../dist/module-api/not-taken.js';
import { paramMeta } from '../../dist/module-api/param-meta.js';
import { defaultOf, describeType, isOptional } from './describe-type.mjs';
import { code, GENERATED, page, table } from './markdown.mjs';

const KINDS = {
  state: 'Manages a state: compares the current state with the desired one, and changes only the differences.',
  action: 'Runs an action that has no state to compare; guards can skip it.',
  read: 'Only reads, so it also runs in a dry run.',
  control: 'Controls the run; executes nothing on the host.',
};

/** A page for each module and an index of all modules: path to text. */
export async function modulePages() {
  const modules = await Promise.all(moduleNames.map(loadModule));
  const index = page(
    GENERATED,
    '# Modules',
    '',
    table(
      ['module', 'what it does'],
      modules.map(({ name, summary }) => [`[${name}](${name}.md)`, summary]),
    ),
  );
  return new Map([
    ['docs/reference/modules/index.md', index],
    ['docs/reference/not-taken.md', notTakenPage(modules)],
    ...modules.map((module) => [`docs/reference/modules/${module.name}.md`, modulePage(module)]),
  ]);
}

/** One page with all parameters that Ansible's modules support and these do not. */
function notTakenPage(modules) {
  return page(
    GENERATED,
    "# Unsupported parameters of Ansible's modules",
    '',
    'lint and every run report these parameters, with their location, before the first connection. A parameter that can be omitted is ignored; with any other, the task fails when it is reached. The page of each [module](modules/index.md) lists its supported parameters.',
    '`state=hard` means this value of the parameter `state`. Parameters that Ansible has added recently may be missing.',
    '',
    '## Modules that write a file',
    '',
    `${modules
      .filter(makesFile)
      .map(({ name }) => code(name))
      .join(', ')}:`,
    '',
    notTakenTable(Object.entries(fileNotTaken)),
    modules.flatMap((module) => notTakenSection(module)),
  );
}

const makesFile = ({ notTaken = {} }) => Object.keys(fileNotTaken).every((name) => name in notTaken);

/** The parameters of this module only. */
function notTakenSection(module) {
  const shared = makesFile(module) ? fileNotTaken : {};
  const own = Object.entries(module.notTaken ?? {}).filter(([name]) => !(name in shared));
  return own.length === 0 ? [] : [`## ${module.name}`, '', ...notTakenTable(own)];
}

const notTakenTable = (rows) =>
  table(
    ['parameter', 'instead'],
    rows.map(([name, entry]) => [code(name), adviceOf(entry)]),
  );

function modulePage({ name, kind, summary, params, aliases = {}, examples, returns = {}, freeForm, notTaken }) {
  const bare = freeForm === undefined ? [] : [`If the value of a task is a string, it sets ${code(freeForm)}.`, ''];
  return page(
    GENERATED,
    `# ${name}`,
    '',
    summary,
    '',
    KINDS[kind],
    '',
    '## Parameters',
    '',
    bare,
    parameterTable(params.shape, aliases),
    '## Examples',
    '',
    '```yaml',
    examples.map((example) => example.trimEnd()).join('\n\n'),
    '```',
    '',
    returnTable(returns),
    notTaken ? [`[Parameters of Ansible's ${name} that are not supported](../not-taken.md), and what to use instead.`] : [],
  );
}

function parameterTable(shape, aliases) {
  const rows = Object.entries(shape).map(([name, schema]) => {
    const { description = '', secret } = paramMeta(schema);
    const others = Object.keys(aliases).filter((alias) => aliases[alias] === name);
    const notes = [
      description,
      others.length > 0 ? `Also ${others.map(code).join(', ')}.` : '',
      secret ? 'Secret: masked in all output.' : '',
    ];
    return [code(name), describeType(schema), defaultText(schema), notes.filter(Boolean).join(' ')];
  });
  return rows.length === 0 ? ['None.', ''] : table(['parameter', 'type', 'default', 'meaning'], rows);
}

function defaultText(schema) {
  const value = defaultOf(schema);
  if (value !== undefined) return code(value);
  return isOptional(schema) ? '' : '**required**';
}

function returnTable(returns) {
  const rows = Object.entries(returns).map(([name, text]) => [code(name), text]);
  if (rows.length === 0) return [];
  return ['## Registered fields', '', ...table(['field', 'meaning'], rows)];
}
