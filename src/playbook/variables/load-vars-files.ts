import { isAbsolute } from 'node:path';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { Templated } from '../../expression/compiled.ts';
import type { VariableLayer, VarsFile } from '../types.ts';
import { reportType } from '../../yaml/read-value.ts';
import type { YamlNode } from '../../yaml/node.ts';
import type { LoadSession } from '../load-session.ts';
import { loadVariables } from './load-variables.ts';
import { findIn } from '../files/search-path.ts';
import { listMatching } from '../files/list-matching.ts';
import { templatePattern } from '../files/template-pattern.ts';
import { readerFor } from '../files/reader-for.ts';
import { displayPath } from '../files/yaml-files.ts';
import { suggestFile } from '../files/suggest-file.ts';

/** Reads `vars_files`: files with literal names are read now, so that mistakes in them are reported. */
export function loadVarsFiles(node: YamlNode | undefined, session: LoadSession): VarsFile[] {
  if (!node) return [];
  const items = node.kind === 'sequence' ? node.items : [node];
  return items.map((item) => loadVarsFile(item, session));
}

function loadVarsFile(node: YamlNode, session: LoadSession): VarsFile {
  const nodes = node.kind === 'sequence' ? node.items : [node];
  const alternatives = nodes.flatMap((item) => readPath(item, session));
  const candidates = alternatives.flatMap((path) => readCandidates(path, session));
  const plain = alternatives.flatMap((path) => (path.kind === 'literal' ? [String(path.value)] : []));
  if (plain.length > 0 && plain.length === alternatives.length && candidates.length === 0) {
    reportMissing(plain, node, session);
  }
  const load = (path: string): VariableLayer | undefined => {
    const later = new DiagnosticList();
    const layer = readLayer(path, session, later);
    later.throwIfErrors();
    return layer;
  };
  return { alternatives, candidates, range: node.range, load };
}

function readCandidates(path: Templated, session: LoadSession): VariableLayer[] {
  if (path.kind === 'literal')
    return [readLayer(String(path.value), session, session.diagnostics)].flatMap((it) => it ?? []);
  const pattern = templatePattern(path);
  const found = pattern === undefined ? [] : listMatching(directoriesOf(session), pattern, session.files);
  // mistakes in candidates are not reported
  const unheard = new DiagnosticList();
  return found
    .filter((file) => /\.(ya?ml|json)$/.test(file))
    .flatMap((file) => readLayer(file, session, unheard) ?? []);
}

function readPath(node: YamlNode, session: LoadSession): Templated[] {
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    return [readerFor(undefined, session).readValue(node, session.diagnostics)];
  }
  reportType(
    node,
    { text: 'a path, or a list of them', example: '[vars/main.yml]' },
    'vars_files',
    session.diagnostics,
  );
  return [];
}

function readLayer(path: string, session: LoadSession, diagnostics: DiagnosticList): VariableLayer | undefined {
  const found = findIn(directoriesOf(session), path, session.files, 'file');
  if (found === undefined) return undefined;
  const node = session.files.readYaml(found, diagnostics);
  return loadVariables(
    node,
    { label: `vars file ${displayPath(found)}`, reader: readerFor(undefined, session) },
    diagnostics,
  );
}

const directoriesOf = (session: LoadSession): readonly string[] => readerFor(undefined, session).searchPath.vars;

function reportMissing(paths: readonly string[], node: YamlNode, session: LoadSession): void {
  const [first = ''] = paths;
  const directories = isAbsolute(first) ? ['/'] : directoriesOf(session);
  session.diagnostics.error({
    code: 'file-not-found',
    summary: `There is no vars file ${paths.join(', nor ')}`,
    detail: `Looked for in ${directories.map(displayPath).join(', ')}.`,
    suggestion: suggestFile(first, directories, session.files),
    range: node.range,
  });
}
