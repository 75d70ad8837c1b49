import type { Diagnostic } from '../diagnostic/diagnostic.ts';
import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { positionAt } from '../diagnostic/source-range.ts';
import type { SourceRange } from '../diagnostic/source-range.ts';
import type { InventoryHost } from '../inventory/types.ts';
import type { DefinitionOrder } from './definition-order.ts';
import type { FailingExpression } from './evaluate-task.ts';
import { nameHosts } from './name-hosts.ts';
import type { StaticVariables } from './static-scope.ts';

interface Finding {
  readonly problem: Diagnostic;
  /** The task that evaluates it. */
  readonly task: SourceRange;
  readonly hosts: Set<string>;
  isSure: boolean;
}

/** Other failures are reported where the expression is read, or depend on more than its values. */
const CODES: ReadonlySet<string> = new Set(['undefined-key', 'expression-failed']);

/** The expressions that fail, each once with its hosts. */
export class EvaluationFindings {
  readonly #order: DefinitionOrder;
  readonly #findings = new Map<string, Finding>();

  constructor(order: DefinitionOrder) {
    this.#order = order;
  }

  /** Called while the task is the current one of the order. */
  add({ problem: given, isSure }: FailingExpression, task: SourceRange, host: InventoryHost): void {
    const problem = CODES.has(given.code) ? given : this.#readTooEarly(given);
    if (!problem) return;
    const key = [problem.range?.source.path, problem.range?.start].join('\0');
    const finding = this.#findings.get(key) ?? { problem, task, hosts: new Set(), isSure: false };
    finding.hosts.add(host.name);
    finding.isSure ||= isSure;
    this.#findings.set(key, finding);
  }

  /** What has been reported within the same expression is not reported again, nor what may follow from an error in the task. */
  report(diagnostics: DiagnosticList, { mayDefineOthers }: StaticVariables): void {
    const known = [...diagnostics.items];
    for (const { problem, task, hosts, isSure } of this.#findings.values()) {
      const isTold = ({ range, severity }: Diagnostic): boolean =>
        isWithin(range, problem.range) || (severity === 'error' && isWithin(range, task));
      if (known.some(isTold)) continue;
      const detail = [`On ${nameHosts([...hosts])}.`, problem.detail].filter((line) => line !== undefined).join('\n');
      diagnostics.add({ ...problem, severity: isSure && !mayDefineOthers ? 'error' : 'warning', detail });
    }
  }

  #readTooEarly({ code, range }: Diagnostic): Diagnostic | undefined {
    if (code !== 'undefined-variable' || !range) return undefined;
    const name = range.source.text.slice(range.start, range.end);
    const definition = this.#order.laterDefinition(name);
    if (!definition) return undefined;
    const { line } = positionAt(definition.source, definition.start);
    return {
      code,
      severity: 'error',
      summary: `${name} is read before the task that sets it`,
      detail: `It is set at ${definition.source.path}:${line}.`,
      suggestion: `Move that task above this one, or give \`${name}\` a value in \`vars\`.`,
      range,
    };
  }
}

function isWithin(inner: SourceRange | undefined, outer: SourceRange | undefined): boolean {
  if (!inner || inner.source.path !== outer?.source.path) return false;
  return outer.start <= inner.start && inner.end <= outer.end;
}
