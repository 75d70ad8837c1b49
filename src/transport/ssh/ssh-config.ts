import SSHConfig from 'ssh-config';
import { readSshConfig } from './read-ssh-config.ts';

type Options = Readonly<Record<string, string | readonly string[]>>;

/** The sources of the configuration. */
interface ConfigPlace {
  readonly home: string;
  readonly configFiles: readonly string[];
}

interface Lookup {
  /** The address as it would be passed to ssh(1). */
  readonly address: string;
  readonly user: string | undefined;
}

/** The ssh_config files of an environment, read once, so that all hosts of a run use the same content. */
export class SshConfig {
  readonly text: string;
  readonly #parsed: SSHConfig;
  /** Whether an option may depend on the host, because some section does not apply to all hosts. */
  readonly #hasSections: boolean;
  readonly #ofUsers = new Map<string | undefined, Options>();

  constructor(files: readonly string[], home: string) {
    this.text = files.map((file) => `Host *\n${readSshConfig(file, home)}\n`).join('');
    this.#parsed = SSHConfig.parse(this.text);
    this.#hasSections = /^\s*match\b|^\s*host[\s=]+(?!\*\s*$)/im.test(this.text);
  }

  /** The applicable options, by their names in lower case. */
  optionsOf(lookup: Lookup): Options {
    if (this.#hasSections) return this.#compute(lookup);
    const known = this.#ofUsers.get(lookup.user) ?? this.#compute(lookup);
    this.#ofUsers.set(lookup.user, known);
    return known;
  }

  #compute({ address, user }: Lookup): Options {
    const words = { Host: address, ...(user === undefined ? {} : { User: user }) };
    return this.#parsed.compute(words, { ignoreCase: true, matchExec: false });
  }
}

/** Set when a configuration is first requested; an environment lives as long as its runs. */
const configs = new WeakMap<ConfigPlace, Map<string, SshConfig>>();

/** Throws the error of `fs` if a file can't be read. */
export function sshConfigOf(environment: ConfigPlace, configFile: string | undefined): SshConfig {
  const files = configFile === undefined ? environment.configFiles : [configFile];
  const ofEnvironment = configs.get(environment) ?? new Map<string, SshConfig>();
  configs.set(environment, ofEnvironment);
  const key = files.join('\n');
  const config = ofEnvironment.get(key) ?? new SshConfig(files, environment.home);
  ofEnvironment.set(key, config);
  return config;
}
