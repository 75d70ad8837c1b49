import { readFileSync } from 'node:fs';
import { createProgram } from '../../dist/cli/create-program.js';

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
  return [
    `.SS ${text(name)}`,
    text(`${command.description()}.`),
    ...command.options
      .filter(({ hidden }) => !hidden)
      .flatMap(({ flags, description }) => ['.TP', `.B ${text(flags)}`, text(description)]),
    ...command.commands.flatMap((child) => section(child, name)),
  ];
}

const CODES = [
  ['0', 'done'],
  ['1', 'a task failed'],
  ['2', 'changes are pending (with --check --detailed-exitcode)'],
  ['3', 'invalid input; no host was touched'],
  ['4', 'a host was unreachable'],
  ['5', 'a host is locked by another run'],
  ['6', 'all went well on the hosts, but an output of the run could not be written whole'],
  ['70', 'a fault of the program itself'],
  ['130', 'interrupted'],
];
const VARIABLES = [
  ['PROVISION_VAULT_PASSWORD_FILE', 'a file with the vault password, or a program that prints it'],
  ['ANSIBLE_VAULT_PASSWORD_FILE', 'the same'],
  ['NO_COLOR', 'if set and not empty, no colors'],
  ['FORCE_COLOR', '1: colors also where the output is no terminal; 0: none'],
  ['EDITOR, VISUAL', 'the editor of provision vault edit'],
];

const terms = (entries) => entries.flatMap(([term, meaning]) => ['.TP', `.B ${text(term)}`, text(meaning)]);

function trailer() {
  return [
    '.SH EXIT STATUS',
    ...terms(CODES),
    '.SH ENVIRONMENT',
    ...terms(VARIABLES),
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
