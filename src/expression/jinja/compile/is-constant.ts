import type { Expr } from '../syntax/ast.ts';

/** Whether an expression names nothing, so that Jinja works it out when it compiles. */
export function isConstant(node: Expr): boolean {
  switch (node.type) {
    case 'const':
      return true;
    case 'list':
    case 'tuple':
    case 'concat':
      return node.items.every(isConstant);
    case 'dict':
      return node.pairs.every((pair) => pair.every(isConstant));
    case 'filter':
      return node.value !== undefined && isConstant(node.value) && node.args.every(isConstant) && hasNoOthers(node);
    case 'not':
    case 'neg':
    case 'pos':
      return isConstant(node.operand);
    case 'and':
    case 'or':
    case 'binary':
      return isConstant(node.left) && isConstant(node.right);
    case 'getitem':
      return isConstant(node.object) && isConstant(node.index);
    default:
      return false;
  }
}

const hasNoOthers = ({ kwargs, dynArgs, dynKwargs }: Extract<Expr, { type: 'filter' }>): boolean =>
  kwargs.every(({ value }) => isConstant(value)) && !dynArgs && !dynKwargs;
