import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import { askLine, hasTerminal } from '../run/ask-line.ts';
import type { CommandIo } from '../command-io.ts';
import { findProject } from '../config/find-project.ts';
import { guard } from '../start/guard.ts';
import { readIdentity } from '../project/project-identity.ts';
import type { WrongAnswer } from './check-answers.ts';
import { checkHost, checkUser } from './check-answers.ts';
import type { NewFile } from './files.ts';
import { SCHEMA_FOLDER, writeSchemas } from '../schema/write-schemas.ts';
import { writeNew } from './files.ts';
import type { InitFlags } from './init-flags.ts';
import type { InventoryAnswers } from './new-inventory.ts';
import { newInventory } from './new-inventory.ts';
import { copyRole, newRole } from './new-role.ts';
import { newSite } from './new-site.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

export interface InitCall {
  readonly what: string | undefined;
  readonly name: string | undefined;
  readonly flags: InitFlags;
}

/** Writes the requested files, and prints what was written and the next steps. */
export async function writeInit(call: InitCall, io: CommandIo): Promise<void> {
  await guard(io, async () => {
    const { root, files, next } = await plan(call, io);
    writeNew(root, files);
    for (const { path } of files) io.stdout.write(`wrote ${path}\n`);
    await writeSchemas(root);
    io.stdout.write(`wrote ${SCHEMA_FOLDER}\n`);
    if (next.length > 0) io.stdout.write(`\nNext\n${next.map((line) => `  ${line}\n`).join('')}`);
  });
}

interface Plan {
  readonly root: string;
  readonly files: readonly NewFile[];
  readonly next: readonly string[];
}

async function plan({ what, name, flags }: InitCall, io: CommandIo): Promise<Plan> {
  const root = findProject(process.cwd()) ?? process.cwd();
  const roles = (flags.role ?? []).flatMap(copyRole);
  if (what === undefined && roles.length > 0)
    return { root, files: roles, next: ['add it to the roles of a play: roles: [NAME]'] };
  if (what === 'role') return { root, files: [...newRole(required(name, what)), ...roles], next: [] };
  if (what === 'inventory') return { root, files: newInventory(await ask(required(name, what), flags, io)), next: [] };
  if (what !== undefined && what !== 'site')
    throw usage(
      `there is no ${what} to init`,
      'Write `provision init site`, `provision init role NAME` or `provision init inventory NAME`.',
    );
  const site = newSite(readIdentity('playbooks/site.yml').id, await ask(name ?? 'prod', flags, io));
  return { root: process.cwd(), files: [...site, ...roles], next: NEXT };
}

const NEXT = [
  'provision lint     find mistakes',
  'provision plan     show what would change',
  'provision          apply it',
  'provision verify   check that it works',
];

function required(name: string | undefined, what: string): string {
  if (name === undefined) throw usage(`init ${what} needs a name`, `Write \`provision init ${what} NAME\`.`);
  return name;
}

/** The host and the login user, from the flags or from prompts. */
async function ask(name: string, { host, user, privateKey }: InitFlags, io: CommandIo): Promise<InventoryAnswers> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name))
    throw usage(
      `${name} cannot be the name of an inventory`,
      'Write, for example, `provision init inventory prod`: letters, digits, ".", "_" and "-".',
    );
  refuse(host === undefined ? undefined : checkHost(host));
  refuse(user === undefined ? undefined : checkUser(user));
  if (host !== undefined) return { name, host, user, privateKeyFile: privateKey };
  if (!(await hasTerminal()))
    throw usage(
      '--host is needed without a terminal to ask on',
      'Write `provision init --host 203.0.113.10 --user admin`.',
    );
  const answer = await askValid('First host (name or address): ', checkHost, io);
  const isEmptyOr = (given: string): WrongAnswer | undefined => (given === '' ? undefined : checkUser(given));
  const login = user ?? (await askValid('User to log in as (empty: as ssh does): ', isEmptyOr, io));
  return { name, host: answer, user: login === '' ? undefined : login, privateKeyFile: privateKey };
}

/** Asks until the answer is valid. */
async function askValid(
  question: string,
  check: (answer: string) => WrongAnswer | undefined,
  io: CommandIo,
): Promise<string> {
  for (;;) {
    const answer = (await askLine(question, { echo: true })).trim();
    const wrong = check(answer);
    if (!wrong) return answer;
    io.stderr.write(`${wrong.summary}.\n`);
  }
}

function refuse(wrong: WrongAnswer | undefined): void {
  if (wrong) throw usage(wrong.summary, wrong.suggestion);
}

const usage = (summary: string, suggestion: string): InvalidInput =>
  new InvalidInput([{ code: 'usage', severity: 'error', summary, suggestion, range: placeOf('provision init') }]);
