import { isAbsolute, relative } from 'node:path';
import { toUnreadable, UnreadableFile } from '../../controller/file-error.ts';
import { kindOf, listDirectory } from '../../controller/file-kind.ts';
import { remedyOf } from '../../controller/file-remedy.ts';
import { readText } from '../../controller/read-file.ts';
import { noteWritten } from '../../controller/written-paths.ts';
import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { placeOf } from '../../diagnostic/source-range.ts';
import type { SourceFile } from '../../diagnostic/source-range.ts';
import type { YamlNode } from '../../yaml/node.ts';
import { readOnce } from './read-once.ts';
import type { Reported } from './read-once.ts';
import { loadYaml } from '../../yaml/load-yaml.ts';
import type { LoadYamlOptions } from '../../yaml/load-yaml.ts';

/** The files of a project, each read once. Paths are absolute; messages show them relative to the working directory. */
export class YamlFiles {
  readonly #options: LoadYamlOptions;
  readonly #nodes = new Map<string, Reported<YamlNode | undefined>>();
  readonly #sources = new Map<string, SourceFile>();
  readonly #kinds = new Map<string, ReturnType<typeof kindOf>>();

  constructor(options: LoadYamlOptions) {
    this.#options = options;
  }

  /** Undefined if the file is unreadable or not well-formed, which is reported to each reader. */
  readYaml(path: string, diagnostics: DiagnosticList): YamlNode | undefined {
    return readOnce(this.#nodes, path, diagnostics, (own) => {
      const source = this.readSource(path, own);
      return source && loadYaml(source, this.#options, own);
    });
  }

  /** Undefined, and reported, if the file can't be read. */
  readSource(path: string, diagnostics: DiagnosticList): SourceFile | undefined {
    try {
      return this.sourceOf(path);
    } catch (error) {
      reportUnreadable(toUnreadable(displayPath(path), error), diagnostics);
      return undefined;
    }
  }

  /** Throws `UnreadableFile`. */
  sourceOf(path: string): SourceFile {
    const known = this.#sources.get(path);
    if (known) return known;
    const source = { path: displayPath(path), text: readText(path, { shown: displayPath(path) }) };
    this.#sources.set(path, source);
    noteWritten(source.text);
    return source;
  }

  /** The text of a file; undefined if it can't be read. */
  textOf(path: string): string | undefined {
    try {
      return this.sourceOf(path).text;
    } catch (error) {
      if (error instanceof UnreadableFile) return undefined;
      throw error;
    }
  }

  /** Whether a file exists, or something else that is not a directory: reading it reports what it is. */
  isFile(path: string): boolean {
    const kind = this.#kind(path);
    return kind !== undefined && kind !== 'a directory';
  }

  isDirectory(path: string): boolean {
    return this.#kind(path) === 'a directory';
  }

  /** The names in a directory; empty if it can't be read. */
  list(path: string): string[] {
    return this.isDirectory(path) ? listDirectory(path) : [];
  }

  #kind(path: string): ReturnType<typeof kindOf> {
    if (!this.#kinds.has(path)) this.#kinds.set(path, kindOf(path));
    return this.#kinds.get(path);
  }
}

/** Reports an existing file that can't be read; the location is the file itself. */
export function reportUnreadable(error: UnreadableFile, diagnostics: DiagnosticList): void {
  diagnostics.error({
    code: 'file-unreadable',
    summary: error.message,
    suggestion: remedyOf(error),
    range: placeOf(error.path),
  });
}

/** A path as a user would type it from the working directory. */
export function displayPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') || isAbsolute(near) || near === '' ? path : near;
}
