import { readFileSync, statSync } from 'node:fs';

interface Kept<Parsed> {
  readonly version: string;
  readonly parsed: Parsed;
}

/**
 * Parsed contents of files that all connections use (known_hosts, ssh_config, the key): parsed once, and again when
 * the file has changed, for example because a new host key was added.
 */
export class ParsedFiles<Parsed> {
  readonly #parse: (text: string, path: string) => Parsed;
  readonly #kept = new Map<string, Kept<Parsed>>();

  constructor(parse: (text: string, path: string) => Parsed) {
    this.#parse = parse;
  }

  /** Undefined if the file does not exist. Throws the error of `fs` if it can't be read; never waits for a writer. */
  get(path: string): Parsed | undefined {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (!stat) return undefined;
    const version = [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(' ');
    const kept = this.#kept.get(path);
    if (kept?.version === version) return kept.parsed;
    // reading it would wait for whoever writes to it
    if (stat.isFIFO() || stat.isSocket())
      throw Object.assign(new Error(`${path} is a pipe or a socket`), { code: 'ENXIO' });
    const parsed = this.#parse(readFileSync(path, 'utf8'), path);
    this.#kept.set(path, { version, parsed });
    return parsed;
  }
}
