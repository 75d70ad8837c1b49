import { isAbsolute, join } from 'node:path';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { didYouMean } from '../../diagnostic/suggest.ts';
import type { Templated } from '../../expression/compiled.ts';
import type { VariableLayer, VarsFile } from '../types.ts';
import { reportType } from '../../yaml/read-value.ts';
import type { YamlNode } from '../../yaml/node.ts';
import type { LoadSession } from '../load-session.ts';
import { loadVariables } from './load-variables.ts';
import { listMatching } from '../files/list-matching.ts';
import { templatePattern } from '../files/template-pattern.ts';
import { readerFor } from '../files/template-reader.ts';
import { displayPath } from '../files/yaml-files.ts';

/** `vars_files`: those with plain names are read now, so that what is wrong in them is known. */
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
  if (plain.length === alternatives.length && candidates.length === 0) {
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
  const pattern = templatePattern(path);
  const found = pattern === undefined ? [] : listMatching([session.playbookDirectory], pattern, session.files);
  return found.flatMap((file) => readLayer(file, session, session.diagnostics) ?? []);
}

function readPath(node: YamlNode, session: LoadSession): Templated[] {
  if (node.kind === 'scalar' && typeof node.value === 'string') {
    return [readerFor(undefined, session).readValue(node, session.diagnostics)];
  }
  reportType(node, 'a path, or a list of them', 'vars_files', session.diagnostics);
  return [];
}

function readLayer(path: string, session: LoadSession, diagnostics: DiagnosticList): VariableLayer | undefined {
  const absolute = absolutePath(path, session);
  if (!session.files.isFile(absolute)) return undefined;
  const node = session.files.readYaml(absolute, diagnostics);
  return loadVariables(
    node,
    { label: `vars file ${displayPath(absolute)}`, reader: readerFor(undefined, session) },
    diagnostics,
  );
}

const absolutePath = (path: string, { playbookDirectory }: LoadSession): string =>
  isAbsolute(path) ? path : join(playbookDirectory, path);

function reportMissing(paths: readonly string[], node: YamlNode, session: LoadSession): void {
  const [first = ''] = paths;
  const directory = join(absolutePath(first, session), '..');
  session.diagnostics.error({
    code: 'file-not-found',
    summary: `There is no vars file ${paths.join(', nor ')}`,
    detail: `Looked for in ${displayPath(directory)}.`,
    suggestion: didYouMean(first.split('/').at(-1) ?? '', session.files.list(directory)),
    range: node.range,
  });
}
