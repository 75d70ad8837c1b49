import { translateMethod } from './translate-call.ts';
import { translateItem } from './translate-collection.ts';
import { translateExpression } from './translate-expression.ts';
import { translateOptional } from './translate-member.ts';
import { translateArrow, translatePattern } from './translate-pattern.ts';
import { translateBlock } from './translate-statement.ts';
import type { Syntax } from './translation.ts';

/** The complete language of expressions and templates. */
export const SYNTAX: Syntax = {
  expression: translateExpression,
  optional: translateOptional,
  item: translateItem,
  method: translateMethod,
  arrow: translateArrow,
  block: translateBlock,
  bind: translatePattern,
};
