import { fileNotTaken } from '../../dist/module-api/file-attributes.js';
import { loadModule, moduleNames } from '../../dist/modules/registry.js';
import { adviceOf } from '../../dist/module-api/not-taken.js';
import { paramMeta } from '../../dist/module-api/param-meta.js';
import { defaultOf, describeType, isOptional } from './describe-type.mjs';
import { code, GENERATED, page, table } from './markdown.mjs';

const KINDS = {
  state: 'Brings something to a state: it compares first, and changes only what differs.',
  action: 'Does something that leaves no state to compare; guards say when there is nothing to do.',
  read: 'Only reads; it runs in a dry run as in apply.',
  control: 'Steers the run itself; nothing is run on the host for it.',
};

/** A page for each module and an index of them: path to text. */
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

/** All that modules of Ansible take and these do not, on one page. */
function notTakenPage(modules) {
  return page(
    GENERATED,
    "# What Ansible's modules take and these do not",
    '',
    'lint and every run say so, with the place, before the first connection. A parameter to leave out is passed over; with any other the task fails where it is reached. What a module does take is on the page of the [module](modules/index.md).',
    '`state=hard` stands for that value of the parameter `state`. What Ansible got only lately may be in no table.',
    '',
    '## Modules that make a file',
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

/** What is of this module alone. */
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
  const bare = freeForm === undefined ? [] : [`A task that gives just a text gives ${code(freeForm)}.`, ''];
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
    notTaken ? [`[What Ansible's ${name} takes besides](../not-taken.md), and what to do instead.`] : [],
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
