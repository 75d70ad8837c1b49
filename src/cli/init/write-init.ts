import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import { askLine, hasTerminal } from '../run/ask-line.ts';
import type { CommandIo } from '../command-io.ts';
import { findProject } from '../config/find-project.ts';
import { guard } from '../start/guard.ts';
import { readIdentity } from '../project/project-identity.ts';
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
    const { root, files, next } = await plan(call);
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

async function plan({ what, name, flags }: InitCall): Promise<Plan> {
  const root = findProject(process.cwd()) ?? process.cwd();
  const roles = (flags.role ?? []).flatMap(copyRole);
  if (what === undefined && roles.length > 0) return { root, files: roles, next: ['name it in a play: roles: [...]'] };
  if (what === 'role') return { root, files: [...newRole(required(name, what)), ...roles], next: [] };
  if (what === 'inventory') return { root, files: newInventory(await ask(required(name, what), flags)), next: [] };
  if (what !== undefined && what !== 'site')
    throw usage(
      `there is no ${what} to init`,
      'Write `provision init site`, `provision init role NAME` or `provision init inventory NAME`.',
    );
  const site = newSite(readIdentity('playbooks/site.yml').id, await ask(name ?? 'prod', flags));
  return { root: process.cwd(), files: [...site, ...roles], next: NEXT };
}

const NEXT = [
  'provision lint     find mistakes',
  'provision plan     what would change',
  'provision          converge',
  'provision verify   prove that it works',
];

function required(name: string | undefined, what: string): string {
  if (name === undefined) throw usage(`init ${what} needs a name`, `Write \`provision init ${what} NAME\`.`);
  return name;
}

/** The host and the login user, from the flags or from prompts. */
async function ask(name: string, { host, user, privateKey }: InitFlags): Promise<InventoryAnswers> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name))
    throw usage(
      `${name} cannot be the name of an inventory`,
      'Write, for example, `provision init inventory prod`: letters, digits, ".", "_" and "-".',
    );
  if (host !== undefined) return { name, host: checkWord(host), user: checkWord(user), privateKeyFile: privateKey };
  if (!(await hasTerminal()))
    throw usage(
      '--host is needed without a terminal to ask on',
      'Write provision init --host 203.0.113.10 --user admin.',
    );
  const answer = (await askLine('First host (name or address): ', { echo: true })).trim();
  if (answer === '')
    throw usage('no host was given', 'Give a name that ssh knows, or an address: `--host 192.0.2.10`.');
  const login = user ?? (await askLine('User to log in as (empty: as ssh does): ', { echo: true })).trim();
  return {
    name,
    host: checkWord(answer),
    user: login === '' ? undefined : checkWord(login),
    privateKeyFile: privateKey,
  };
}

/** A word that can be written in YAML without quotes. */
function checkWord<T extends string | undefined>(word: T): T {
  if (word === undefined || /^[A-Za-z0-9_][A-Za-z0-9_.:-]*$/.test(word)) return word;
  throw usage(
    `${word} is not a valid name of a host or user`,
    'Write, for example, `--host web1`: letters, digits, ".", "_", ":" and "-".',
  );
}

const usage = (summary: string, suggestion: string): InvalidInput =>
  new InvalidInput([{ code: 'usage', severity: 'error', summary, suggestion, range: placeOf('provision init') }]);
