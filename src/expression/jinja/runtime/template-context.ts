import type { ExpressionError } from '../../compiled.ts';
import type { Kwargs } from '../python/bind-arguments.ts';
import type { Undefined } from '../python/undefined.ts';
import type { World } from './world.ts';

/** The interface of a template to its filters, tests, lookups and global functions. */
export interface TemplateContext {
  readonly world: World;
  /** The location of the call, for errors. */
  readonly at: number;
  resolve(name: string, site: number): unknown;
  /** Like `resolve`, for values that the result may contain. */
  resolveHeld(name: string, site: number): unknown;
  item(object: unknown, key: unknown, site: number): unknown;
  /** The items of a value, or one attribute of each. */
  attributes(value: unknown, attribute: unknown): readonly unknown[];
  callMethod(value: unknown, name: string, args: readonly unknown[]): unknown;
  filter(name: string, value: unknown, args: readonly unknown[], kwargs: Kwargs, site: number): unknown;
  test(name: string, value: unknown, args: readonly unknown[], kwargs: Kwargs, site: number): boolean;
  knowsFilter(name: string): boolean;
  knowsTest(name: string): boolean;
  undefinedKey(holder: unknown, key: unknown, site: number): Undefined;
  fault(site: number, summary: string, suggestion?: string): ExpressionError;
}
