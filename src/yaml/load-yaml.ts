import { YAMLException } from 'js-yaml';
import type { Event } from 'js-yaml';
import { noteWritten } from '../controller/written-paths.ts';
import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import type { SourceFile } from '../diagnostic/source-range.ts';
import { composeYaml } from './compose.ts';
import type { YamlNode } from './node.ts';
import { parseLoose } from './parse-loose.ts';
import { explainSyntaxError } from './syntax-error.ts';
import { openSource } from './vaulted.ts';
import type { VaultOptions } from './vaulted.ts';

export type LoadYamlOptions = VaultOptions;

/**
 * Reads one YAML document with the location of every node. A file that is a vault is decrypted first.
 * Undefined if it is not well-formed, which is reported in `diagnostics`; an empty file is a null scalar.
 */
export function loadYaml(
  source: SourceFile,
  options: LoadYamlOptions,
  diagnostics: DiagnosticList,
): YamlNode | undefined {
  const plain = openSource(source, options, diagnostics);
  if (plain === undefined) return undefined;
  noteWritten(plain.text);
  const events = tryParse(plain, diagnostics);
  return events && composeYaml(plain, events, options, diagnostics);
}

function tryParse(source: SourceFile, diagnostics: DiagnosticList): Event[] | undefined {
  try {
    return parseLoose(source.text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    diagnostics.error(explainSyntaxError(error, source));
    return undefined;
  }
}
