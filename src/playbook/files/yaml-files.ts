import { readFileSync, readdirSync, statSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { SourceFile } from '../../diagnostic/source-range.ts';
import type { YamlNode } from '../../yaml/node.ts';
import { loadYaml } from '../../yaml/load-yaml.ts';
import type { LoadYamlOptions } from '../../yaml/load-yaml.ts';

/** The files of a project, each read once. Paths are absolute; messages show them relative to the working directory. */
export class YamlFiles {
  readonly #options: LoadYamlOptions;
  readonly #nodes = new Map<string, YamlNode | undefined>();
  readonly #sources = new Map<string, SourceFile>();
  readonly #kinds = new Map<string, 'file' | 'directory' | undefined>();

  constructor(options: LoadYamlOptions) {
    this.#options = options;
  }

  /** Undefined where it is not well-formed; that is reported by the first read. */
  readYaml(path: string, diagnostics: DiagnosticList): YamlNode | undefined {
    if (!this.#nodes.has(path)) this.#nodes.set(path, loadYaml(this.readSource(path), this.#options, diagnostics));
    return this.#nodes.get(path);
  }

  readSource(path: string): SourceFile {
    const known = this.#sources.get(path);
    if (known) return known;
    const source = { path: displayPath(path), text: readFileSync(path, 'utf8') };
    this.#sources.set(path, source);
    return source;
  }

  isFile(path: string): boolean {
    return this.#kind(path) === 'file';
  }

  isDirectory(path: string): boolean {
    return this.#kind(path) === 'directory';
  }

  /** The names in a directory; none where it can't be read. */
  list(path: string): string[] {
    return this.isDirectory(path) ? readdirSync(path).sort() : [];
  }

  #kind(path: string): 'file' | 'directory' | undefined {
    if (!this.#kinds.has(path)) {
      const found = statSync(path, { throwIfNoEntry: false });
      this.#kinds.set(path, found?.isFile() ? 'file' : found?.isDirectory() ? 'directory' : undefined);
    }
    return this.#kinds.get(path);
  }
}

/** A path as a person would type it from the working directory. */
export function displayPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') || isAbsolute(near) || near === '' ? path : near;
}
