import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { positionAt } from '../diagnostic/source-range.ts';
import type { SourceRange } from '../diagnostic/source-range.ts';
import { didYouMean } from '../diagnostic/suggest.ts';
import { ExpressionError } from '../expression/compiled.ts';
import type { InventoryHost } from '../inventory/types.ts';
import type { VariableDeclaration } from '../playbook/role/variable-declaration.ts';
import type { Playbook } from '../playbook/types.ts';
import { checkValue } from '../playbook/role/check-value.ts';
import { exampleOfDeclared } from '../playbook/role/example-of-declared.ts';
import { checkDeclarations } from './check-declarations.ts';
import { checkVariableNames } from './check-variable-names.ts';
import { nameHosts } from './name-hosts.ts';
import { roleApplications } from './role-applications.ts';
import type { RoleApplication } from './role-applications.ts';
import { LayeredScope } from '../variables/scope.ts';
import type { StaticVariables } from './static-scope.ts';
import { staticLayers } from './static-scope.ts';

/** Holds the variables of every host against what the roles that it gets declare, as far as values are known before a run. */
export function checkVariables(playbook: Playbook, variables: StaticVariables, diagnostics: DiagnosticList): void {
  const applications = roleApplications(playbook, variables.inventory, diagnostics);
  const findings = new Findings();
  for (const application of applications) {
    for (const declaration of application.role.meta.variables.values()) {
      for (const host of application.hosts) checkOn(host, declaration, { application, variables, findings });
    }
  }
  findings.report(diagnostics);
  const roles = [...new Map(applications.map(({ role }) => [role.path, role])).values()];
  checkDeclarations(roles, diagnostics);
  checkVariableNames(playbook, roles, variables, diagnostics);
}

interface Checking {
  readonly application: RoleApplication;
  readonly variables: StaticVariables;
  readonly findings: Findings;
}

function checkOn(
  host: InventoryHost,
  declaration: VariableDeclaration,
  { application, variables, findings }: Checking,
): void {
  const layers = staticLayers(variables, host, application.place);
  const layer = layers.find(({ values }) => values.has(declaration.name));
  const isLeftOut = !layer || layer.values === application.role.defaults.values;
  if (isLeftOut && declaration.recommended && !application.isImport)
    findings.add(leftOut(declaration, application), host);
  if (!layer) {
    // an import may be kept from the host by a condition that only the run can tell
    const isSure = !application.isImport && !variables.mayDefineOthers;
    if (declaration.required && isSure) findings.add(missing(declaration, application), host);
    return;
  }
  const range = layer.kind === 'templated' ? layer.values.get(declaration.name)?.range : undefined;
  if (!range) return;
  for (const { path, message, known, example } of checkValue(declaration, valueOf(declaration, layers))) {
    const key = path.split('.').at(-1) ?? path;
    const suggestion = (known && didYouMean(key, known)) ?? `Write, for example, \`${example}\`.`;
    findings.add({ code: 'wrong-value', summary: `${path} ${message}`, suggestion, range }, host);
  }
}

/** Undefined where it can't be told: another check says why. */
function valueOf(
  { name, required }: VariableDeclaration,
  layers: ConstructorParameters<typeof LayeredScope>[0],
): unknown {
  try {
    return new LayeredScope(layers).get(name);
  } catch (error) {
    if (error instanceof ExpressionError) return required ? null : undefined;
    throw error;
  }
}

interface Finding {
  readonly code: 'wrong-value' | 'missing-variable' | 'recommended-variable';
  readonly summary: string;
  readonly detail?: string | undefined;
  readonly suggestion?: string | undefined;
  readonly range: SourceRange;
}

function missing(declaration: VariableDeclaration, { role, range: place }: RoleApplication): Finding {
  const { name, description, range } = declaration;
  const { line } = positionAt(range.source, range.start);
  return {
    code: 'missing-variable',
    summary: `The role ${role.name} needs ${name}, which is not set`,
    detail: `${description === '' ? 'It is declared' : `${description} Declared`} in ${range.source.path}:${line}.`,
    suggestion: `Set it in group_vars or host_vars, or in the vars of the role's entry: \`${exampleOfDeclared(declaration)}\`.`,
    range: place,
  };
}

const leftOut = ({ name, recommended }: VariableDeclaration, { role, range }: RoleApplication): Finding => ({
  code: 'recommended-variable',
  summary: `${name} of the role ${role.name} is not set`,
  suggestion: recommended,
  range,
});

/** The same finding on several hosts is one, which names them. */
class Findings {
  readonly #found = new Map<string, { readonly finding: Finding; readonly hosts: Set<string> }>();

  add(finding: Finding, host: InventoryHost): void {
    const key = [finding.summary, finding.range.source.path, finding.range.start].join('\0');
    const known = this.#found.get(key) ?? { finding, hosts: new Set() };
    known.hosts.add(host.name);
    this.#found.set(key, known);
  }

  report(diagnostics: DiagnosticList): void {
    for (const { finding, hosts } of this.#found.values()) {
      const where = `On ${nameHosts([...hosts])}.`;
      const severity = finding.code === 'recommended-variable' ? 'warning' : 'error';
      diagnostics.add({ ...finding, severity, detail: finding.detail ? `${where}\n${finding.detail}` : where });
    }
  }
}
