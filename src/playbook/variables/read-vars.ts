import { dirname } from 'node:path';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { VariableLayer } from '../types.ts';
import type { LoadYamlOptions } from '../../yaml/load-yaml.ts';
import { loadVariables } from './load-variables.ts';
import { searchPathOf } from '../files/search-path.ts';
import { TemplateReader } from '../files/template-reader.ts';
import { displayPath, YamlFiles } from '../files/yaml-files.ts';

/** Reads variables files by their absolute paths during a play. The reader throws `InvalidInput`. */
export function createVarsReader(yaml: LoadYamlOptions): (path: string) => VariableLayer {
  const files = new YamlFiles(yaml);
  return (path) => {
    const diagnostics = new DiagnosticList();
    const reader = new TemplateReader(searchPathOf(dirname(path)), files);
    const layer = loadVariables(files.readYaml(path, diagnostics), { label: displayPath(path), reader }, diagnostics);
    diagnostics.throwIfErrors();
    return layer;
  };
}
