import type { Expr } from '../syntax/ast.ts';

/** The names that are definitely defined if a test has this result. */
export function namesDefinedWhen(result: boolean, test: Expr): ReadonlySet<string> {
  switch (test.type) {
    case 'not':
      return namesDefinedWhen(!result, test.operand);
    case 'and':
    case 'or': {
      const both = (test.type === 'and') === result;
      const left = namesDefinedWhen(result, test.left);
      return both ? new Set([...left, ...namesDefinedWhen(result, test.right)]) : NONE;
    }
    case 'test': {
      const isDefined = test.name === (result ? 'defined' : 'undefined');
      const name = isDefined ? headOf(test.value) : undefined;
      return name === undefined ? NONE : new Set([name]);
    }
    default:
      return NONE;
  }
}

const NONE: ReadonlySet<string> = new Set();

function headOf(node: Expr): string | undefined {
  if (node.type === 'name') return node.name;
  return node.type === 'getattr' || node.type === 'getitem' ? headOf(node.object) : undefined;
}
