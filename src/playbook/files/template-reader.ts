import { basename, dirname, resolve } from 'node:path';
import { lookAtFile } from '../../controller/look-at-file.ts';
import { OUTSIDE, UnreadableFile } from '../../controller/file-error.ts';
import { readText } from '../../controller/read-file.ts';
import { isWritten } from '../../controller/written-paths.ts';
import type { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { SourceFile } from '../../diagnostic/source-range.ts';
import type { Dialect } from '../../expression/dialect.ts';
import { compileExpression } from '../../expression/compile-expression.ts';
import { compileTemplate, compileTemplateFile } from '../../expression/compile-template.ts';
import type { Compiled, ControllerAccess, Templated } from '../../expression/compiled.ts';
import type { TemplateSettings } from '../../module-api/local-input.ts';
import { reportType } from '../../yaml/read-value.ts';
import type { YamlNode } from '../../yaml/node.ts';
import { toTemplated } from '../../yaml/templated.ts';
import { DialectFinder } from './dialect-finder.ts';
import { digestPath } from './digest-path.ts';
import { listMatching } from './list-matching.ts';
import { noteDialect } from './note-dialect.ts';
import type { OnDialect } from './note-dialect.ts';
import { suggestFile } from './suggest-file.ts';
import { besideTemplate, findIn } from './search-path.ts';
import type { SearchPath } from '../types.ts';
import { runLocally } from '../../controller/run-locally.ts';
import { readOnce } from './read-once.ts';
import type { Reported } from './read-once.ts';
import { displayPath } from './yaml-files.ts';
import type { YamlFiles } from './yaml-files.ts';
import { exampleOf } from '../../keywords/keyword-example.ts';

/** The purpose of a bare expression, for messages, and whether it must be a boolean. */
interface Wanted {
  readonly what: string;
  readonly kind: 'condition' | 'expression';
}

/** Compiles the expressions of one role, or of the playbook itself; each text once, even if its file is imported several times. */
export class TemplateReader {
  readonly searchPath: SearchPath;
  readonly host: ControllerAccess;
  readonly #files: YamlFiles;
  readonly #dialects: DialectFinder;
  readonly #onDialect: OnDialect | undefined;
  readonly #templated = new WeakMap<YamlNode, Reported<Templated>>();
  readonly #conditions = new WeakMap<YamlNode, Reported<Compiled>>();
  readonly #templates = new Map<string, Reported<Compiled | undefined>>();

  constructor(searchPath: SearchPath, files: YamlFiles, onDialect?: OnDialect) {
    this.#onDialect = onDialect;
    this.searchPath = searchPath;
    this.#files = files;
    this.host = createHost(searchPath, files);
    this.#dialects = dialectsOf(searchPath, files);
  }

  readValue(node: YamlNode, diagnostics: DiagnosticList): Templated {
    return readOnce(this.#templated, node, diagnostics, (own) =>
      toTemplated(
        node,
        (text, list) => {
          const dialect = this.#dialects.ofFile(text.range.source);
          return noteDialect(compileTemplate(text, list, this.host, dialect), this.#onDialect);
        },
        own,
      ),
    );
  }

  /** A value whose texts are all bare expressions. */
  readExpressions(node: YamlNode, wanted: Wanted, diagnostics: DiagnosticList): Templated {
    const { range } = node;
    if (node.kind === 'sequence') {
      return {
        kind: 'sequence',
        items: node.items.map((item) => this.readExpressions(item, wanted, diagnostics)),
        range,
      };
    }
    const isText = node.kind === 'scalar' && typeof node.value === 'string';
    const template = isText ? this.#readBare(node, wanted, diagnostics) : undefined;
    return template ? { kind: 'template', template, range } : this.readValue(node, diagnostics);
  }

  /** A bare expression; a YAML boolean is accepted as well. */
  readCondition(node: YamlNode, what: string, diagnostics: DiagnosticList): Compiled | undefined {
    return this.#readBare(node, { what, kind: 'condition' }, diagnostics);
  }

  #readBare(node: YamlNode, { what, kind }: Wanted, diagnostics: DiagnosticList): Compiled | undefined {
    if (node.kind !== 'scalar' || (typeof node.value !== 'string' && typeof node.value !== 'boolean')) {
      reportType(node, { text: 'an expression', example: exampleOf(what) }, what, diagnostics);
      return undefined;
    }
    const { value } = node;
    return readOnce(this.#conditions, node, diagnostics, (own) => {
      if (typeof value === 'boolean') return { source: node.text, identifiers: [], ensures: [], evaluate: () => value };
      const dialect = this.#dialects.ofFile(node.range.source);
      return noteDialect(compileExpression(node.text, own, this.host, dialect, kind), this.#onDialect);
    });
  }

  /** The language of a file's expressions; undefined if nothing shows it. */
  dialectOf(source: SourceFile): Dialect | undefined {
    return this.#dialects.ofFile(source);
  }

  /** A compiled template file. Undefined, and reported, if it can't be read. */
  readTemplateFile(path: string, diagnostics: DiagnosticList, settings: TemplateSettings = {}): Compiled | undefined {
    return readOnce(this.#templates, path + JSON.stringify(settings), diagnostics, (own) => {
      const source = this.#files.readSource(path, own);
      const place = besideTemplate(this.searchPath, path);
      const host = place === this.searchPath ? this.host : createHost(place, this.#files);
      return source && noteDialect(compileTemplateFile(source, own, host, settings), this.#onDialect);
    });
  }
}

/** The dialects of everything with the same search path: a role, or the files next to a playbook. */
const dialectsOf = ({ templates }: Pick<SearchPath, 'templates'>, files: YamlFiles): DialectFinder =>
  new DialectFinder(dirname(templates[0] ?? '.'), files);

/** An expression handles no longer text, and everything waits while it is read. */
const MOST_TEXT_BYTES = 16 * 1024 * 1024;

/** The access of expressions to the controller, with the search path of their role or playbook. */
export function createHost(searchPath: Pick<SearchPath, 'files' | 'templates'>, files: YamlFiles): ControllerAccess {
  const digests = new Map<string, string>();
  const find = (directories: readonly string[], path: string): string | undefined => {
    const found = findIn(directories, path, files);
    if (found !== undefined) requireOwn(path, found, searchPath);
    return found;
  };
  const dialects = dialectsOf(searchPath, files);
  return {
    dialect: () => dialects.ofAll(),
    env: (name) => process.env[name],
    readFile: (path) => {
      const found = find(searchPath.files, path);
      if (found === undefined || !files.isFile(found)) return undefined;
      return readText(found, { shown: displayPath(found), mostBytes: MOST_TEXT_BYTES });
    },
    digest: (path) => {
      const found = find(searchPath.files, path);
      if (found === undefined) return undefined;
      const digest = digests.get(found) ?? digestPath(found);
      digests.set(found, digest);
      return digest;
    },
    findFile: (path) => findIn([...searchPath.files, ...searchPath.templates], path, files),
    suggestFile: (path, kind) => suggestFile(path, searchPath[kind], files),
    lookAt: (path) => {
      const look = lookAtFile(path);
      if (look) requireOwn(path, resolve(path), searchPath);
      return look;
    },
    runCommand: runLocally,
    listFiles: (glob) => {
      const found = listMatching(searchPath.files, glob, files);
      for (const path of found) requireOwn(glob, path, searchPath);
      return found;
    },
    readTemplate: (path) => {
      const found = find(searchPath.templates, path);
      return found !== undefined && files.isFile(found) ? files.sourceOf(found) : undefined;
    },
  };
}

/** A path that contains data of a host must not select arbitrary files of the controller. */
function requireOwn(path: string, found: string, { files, templates }: Pick<SearchPath, 'files' | 'templates'>): void {
  const directories = [...files, ...templates];
  const roots = directories.map((directory) => (basename(directory) === 'playbooks' ? dirname(directory) : directory));
  if (roots.some((root) => found === root || found.startsWith(`${root === '/' ? '' : root}/`))) return;
  if (isWritten(path) || isWritten(found)) return;
  throw new UnreadableFile(path, OUTSIDE);
}
