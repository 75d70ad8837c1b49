import { execFileSync } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { InvalidInput } from '../../diagnostic/diagnostic.ts';
import type { CommandIo } from '../command-io.ts';
import { guard } from '../start/guard.ts';
import { renderEnvironment, renderUnits } from './render-units.ts';

export interface InstallFlags {
  readonly at: string;
  readonly webhook?: string;
  readonly mail?: string;
  readonly print?: boolean;
}

/** Where systemd reads units: of the whole machine for root, else of the user. */
interface Places {
  readonly units: string;
  readonly settings: string;
  readonly systemctl: readonly string[];
}

/** Writes the units and starts the timer. */
export const installDrift = (words: readonly string[], flags: InstallFlags, io: CommandIo): Promise<void> =>
  guard(io, () => {
    const places = placesOf();
    const name = nameOf(process.cwd());
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

/** Stops the timer and removes all that was written for it. */
export const removeDrift = (io: CommandIo): Promise<void> =>
  guard(io, () => {
    const places = placesOf();
    const name = nameOf(process.cwd());
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

const nameOf = (directory: string): string => basename(directory).replace(/[^A-Za-z0-9]+/g, '-') || 'project';

/** This very program. */
const ownCommand = (): readonly string[] => [process.execPath, realpathSync(process.argv[1] ?? '')];

const variablesOf = ({ webhook, mail }: InstallFlags): Readonly<Record<string, string>> => ({
  ...(webhook !== undefined && { PROVISION_DRIFT_WEBHOOK: webhook }),
  ...(mail !== undefined && { PROVISION_DRIFT_MAIL: mail }),
});

function check({ webhook, mail, at }: InstallFlags): void {
  const usage = (summary: string, suggestion: string): InvalidInput =>
    new InvalidInput([{ code: 'usage', severity: 'error', summary, suggestion }]);
  if (webhook === undefined && mail === undefined)
    throw usage('nobody would be told of drift', 'Give --webhook URL or --mail ADDRESS.');
  if (webhook !== undefined && !/^https?:\/\/\S+$/.test(webhook))
    throw usage('--webhook is no URL', 'Write --webhook https://chat.example.com/hooks/abc.');
  if (mail !== undefined && !/^[^\s<>,]+@[^\s<>,]+$/.test(mail))
    throw usage('--mail is no address', 'Write --mail ops@example.com.');
  if (/[\n\r]/.test(at)) throw usage('--at must be one line', 'Write --at daily.');
}

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
