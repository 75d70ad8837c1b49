/** A systemd timer that checks for drift. */
export interface DriftTimer {
  /** Letters, digits, `.`, `_` and `-`: the units are named provision-drift-NAME. */
  readonly name: string;
  /** The project's directory. */
  readonly directory: string;
  /** The program and its arguments. */
  readonly command: readonly string[];
  /** When to run, in the format of systemd.time(7). */
  readonly at: string;
  /** File with the webhook and the address; only its owner may read it. */
  readonly environmentFile: string;
}

/** The contents of the two units, by file name. */
export const renderUnits = ({
  name,
  directory,
  command,
  at,
  environmentFile,
}: DriftTimer): ReadonlyMap<string, string> =>
  new Map([
    [
      `provision-drift-${name}.service`,
      `[Unit]
Description=provision: check ${directory} for drift
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
WorkingDirectory=${directory}
EnvironmentFile=${environmentFile}
ExecStart=${command.map(quoteWord).join(' ')}
# 2: a host has drifted, and the notification was sent
SuccessExitStatus=2
TimeoutStartSec=1h
`,
    ],
    [
      `provision-drift-${name}.timer`,
      `[Unit]
Description=provision: check ${directory} for drift

[Timer]
OnCalendar=${at}
RandomizedDelaySec=60
Persistent=true

[Install]
WantedBy=timers.target
`,
    ],
  ]);

/** Quotes a word of a command line for systemd.service(5), where `%%` and `$$` mean % and $. */
const quoteWord = (word: string): string =>
  `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;

/** Renders an EnvironmentFile for systemd.exec(5). */
export const renderEnvironment = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"\n`)
    .join('');
