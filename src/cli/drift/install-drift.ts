import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { kindOf } from '../../controller/file-kind.ts';
import { readText } from '../../controller/read-file.ts';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import type { CommandIo } from '../command-io.ts';
import { readIdentity, writeIdentity } from '../project/project-identity.ts';
import { guard } from '../start/guard.ts';
import { renderEnvironment, renderUnits } from './render-units.ts';
import { placeOf } from '../../diagnostic/source-range.ts';

export interface InstallFlags {
  readonly at: string;
  readonly webhook?: string;
  readonly mail?: string;
  readonly print?: boolean;
  readonly name?: string;
}

/** The directory of systemd units: the system's for root, otherwise the user's. */
interface Places {
  readonly units: string;
  readonly settings: string;
  readonly systemctl: readonly string[];
}

/** Writes the units and starts the timer. */
export const installDrift = (words: readonly string[], flags: InstallFlags, io: CommandIo): Promise<void> =>
  guard(io, () => {
    const places = placesOf();
    const name = nameOf(flags, !flags.print);
    const environmentFile = join(places.settings, `drift-${name}.env`);
    const timer = {
      name,
      directory: process.cwd(),
      command: [...ownCommand(), 'drift', 'run', ...words],
      at: flags.at,
      environmentFile,
    };
    const units = renderUnits(timer);
    if (flags.print) {
      for (const [file, text] of units) io.stdout.write(`# ${join(places.units, file)}\n${text}\n`);
      return Promise.resolve();
    }
    check(flags);
    checkOwner(join(places.units, `provision-drift-${name}.service`));
    mkdirSync(places.settings, { recursive: true, mode: 0o700 });
    writeFileSync(environmentFile, renderEnvironment(variablesOf(flags)), { mode: 0o600 });
    mkdirSync(places.units, { recursive: true });
    for (const [file, text] of units) writeFileSync(join(places.units, file), text);
    systemctl(places, 'daemon-reload');
    systemctl(places, 'enable', '--now', `provision-drift-${name}.timer`);
    io.stdout.write(`started provision-drift-${name}.timer: ${flags.at}\n`);
    if (places.systemctl.length > 0)
      io.stdout.write('It runs while you are logged in; always after: loginctl enable-linger\n');
    return Promise.resolve();
  });

/** Stops the timer and removes its files. */
export const removeDrift = (flags: Pick<InstallFlags, 'name'>, io: CommandIo): Promise<void> =>
  guard(io, () => {
    const places = placesOf();
    const name = nameOf(flags, false);
    checkOwner(join(places.units, `provision-drift-${name}.service`));
    systemctl(places, 'disable', '--now', `provision-drift-${name}.timer`);
    for (const kind of ['service', 'timer'])
      rmSync(join(places.units, `provision-drift-${name}.${kind}`), { force: true });
    rmSync(join(places.settings, `drift-${name}.env`), { force: true });
    systemctl(places, 'daemon-reload');
    io.stdout.write(`removed provision-drift-${name}\n`);
    return Promise.resolve();
  });

function placesOf(): Places {
  if (process.getuid?.() === 0) return { units: '/etc/systemd/system', settings: '/etc/provision', systemctl: [] };
  const settings = join(homedir(), '.config');
  return { units: join(settings, 'systemd/user'), settings: join(settings, 'provision'), systemctl: ['--user'] };
}

/** The project's identity, and the optional name of the timer. */
function nameOf({ name }: Pick<InstallFlags, 'name'>, mayWrite: boolean): string {
  if (name !== undefined && !/^[A-Za-z0-9_]+$/.test(name))
    throw usage('--name contains an invalid character', 'Write `--name prod`: letters, digits and _.');
  const identity = readIdentity('playbooks/site.yml');
  const { id } = identity.isWritten || !mayWrite ? identity : writeIdentity(identity);
  return name === undefined ? id : `${id}-${name}`;
}

/** All clones of a project share its identity. */
function checkOwner(unit: string): void {
  const directory = kindOf(unit) === undefined ? undefined : /^WorkingDirectory=(.*)$/m.exec(readText(unit))?.[1];
  if (directory === undefined || directory === process.cwd()) return;
  throw usage(`${unit} belongs to the same project in ${directory}`, 'Remove that timer there, or set `--name NAME`.');
}

/** The path of this program. */
const ownCommand = (): readonly string[] => [process.execPath, realpathSync(process.argv[1] ?? '')];

const variablesOf = ({ webhook, mail }: InstallFlags): Readonly<Record<string, string>> => ({
  ...(webhook !== undefined && { PROVISION_DRIFT_WEBHOOK: webhook }),
  ...(mail !== undefined && { PROVISION_DRIFT_MAIL: mail }),
});

function check({ webhook, mail, at }: InstallFlags): void {
  if (webhook === undefined && mail === undefined)
    throw usage('there is nobody to notify of drift', 'Give `--webhook URL` or `--mail ADDRESS`.');
  if (webhook !== undefined && !/^https?:\/\/\S+$/.test(webhook))
    throw usage('--webhook needs a URL', 'Write `--webhook https://chat.example.com/hooks/abc`.');
  if (mail !== undefined && !/^[^\s<>,]+@[^\s<>,]+$/.test(mail))
    throw usage('--mail needs an address', 'Write `--mail ops@example.com`.');
  if (/[\n\r]/.test(at)) throw usage('--at must be one line', 'Write `--at daily`.');
}

const usage = (summary: string, suggestion: string): InvalidInput =>
  new InvalidInput([
    { code: 'usage', severity: 'error', summary, suggestion, range: placeOf('provision drift install') },
  ]);

function systemctl({ systemctl: flags }: Places, ...words: readonly string[]): void {
  try {
    execFileSync('systemctl', [...flags, ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 60_000,
    });
  } catch (error) {
    const { stderr = '', code } = error as { readonly stderr?: string; readonly code?: string };
    const detail = code === 'ENOENT' ? 'There is no systemctl on this machine.' : stderr.trim();
    throw new InvalidInput([
      { code: 'usage', severity: 'error', summary: `systemctl ${words.join(' ')} failed`, detail },
    ]);
  }
}
