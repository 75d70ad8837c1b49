import { readFileSync } from 'node:fs';
import { createProgram } from '../../dist/cli/create-program.js';
import { ENVIRONMENT, EXIT_MEANINGS } from '../../dist/cli/manual.js';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));

/** provision(1), from the program's own definition. */
export function manPage() {
  const program = createProgram({});
  const commands = program.commands.filter(({ _hidden }) => !_hidden);
  return `${[
    `.TH PROVISION 1 "" "provision ${version}" "User Commands"`,
    '.SH NAME',
    `provision \\- ${text(program.description())}`,
    '.SH SYNOPSIS',
    ...commands.flatMap((command) => synopsis(command, 'provision')),
    '.SH DESCRIPTION',
    'Configures Linux servers over SSH from declarative YAML roles, in dependency order.',
    'provision alone means provision apply.',
    '.SH COMMANDS',
    ...commands.flatMap((command) => section(command, 'provision')),
    ...trailer(),
  ].join('\n')}\n`;
}

function synopsis(command, parent) {
  return ['.br', `.B ${parent} ${command.name()}`, text(command.usage())];
}

function section(command, parent) {
  const name = `${parent} ${command.name()}`;
  const help = command.createHelp();
  return [
    `.SS ${text(name)}`,
    text(`${command.description()}.`),
    ...usageOf(command, name),
    ...command.options
      .filter(({ hidden }) => !hidden)
      .flatMap((option) => ['.TP', `.B ${text(option.flags)}`, text(help.optionDescription(option))]),
    ...command.commands.flatMap((child) => section(child, name)),
  ];
}

/** The usage of a command within another one, which the synopsis leaves out, and the values of arguments. */
function usageOf(command, name) {
  const values = command.registeredArguments.filter(({ argChoices }) => argChoices);
  return [
    ...(name.split(' ').length > 2 ? ['.PP', `.B ${text(name)}`, text(command.usage())] : []),
    ...values.flatMap(({ argChoices, ...argument }) => ['.PP', text(`${argument._name}: ${argChoices.join(', ')}.`)]),
  ];
}

const terms = (entries) => entries.flatMap(([term, meaning]) => ['.TP', `.B ${text(term)}`, text(meaning)]);

function trailer() {
  return [
    '.SH EXIT STATUS',
    ...terms(Object.entries(EXIT_MEANINGS)),
    '.SH ENVIRONMENT',
    ...terms(Object.entries(ENVIRONMENT)),
    '.SH FILES',
    ...terms([
      ['provision.yml', "the project's identity and its defaults: inventory, vault_password_file, roles_path"],
      ['inventories/, playbooks/, roles/', 'the project'],
      ['/var/lib/provision', 'on a host: manifests of what roles own, records of due handlers'],
    ]),
  ];
}

/** As roff reads it: no line begins with a control character. */
function text(words) {
  return words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/, '\\&$1');
}
