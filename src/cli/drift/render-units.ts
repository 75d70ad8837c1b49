/** A timer for systemd that looks for drift. */
export interface DriftTimer {
  /** Letters, digits and `-`: the units are called provision-drift-NAME. */
  readonly name: string;
  /** The project's directory. */
  readonly directory: string;
  /** The program and what it is called with. */
  readonly command: readonly string[];
  /** When, as systemd.time(7) has it. */
  readonly at: string;
  /** Holds what is to be told to whom; only its owner may read it. */
  readonly environmentFile: string;
}

/** The text of the two units, by their file names. */
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
# 2: something has drifted, and was told
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

/** As systemd.service(5) reads a command line: % and $ stand for themselves when they are doubled. */
const quoteWord = (word: string): string =>
  `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`;

/** What the service is told to whom, as systemd reads it. */
export const renderEnvironment = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"\n`)
    .join('');
