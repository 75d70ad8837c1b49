import type { Scope } from '../compiled.ts';

/** A scope in which these names take precedence. */
export const scopeWith = (scope: Scope, locals: Readonly<Record<string, unknown>>): Scope => ({
  names: () => [...Object.keys(locals), ...scope.names()],
  has: (name) => Object.hasOwn(locals, name) || scope.has(name),
  get: (name) => (Object.hasOwn(locals, name) ? locals[name] : scope.get(name)),
  shapeOf: (name) => (Object.hasOwn(locals, name) ? undefined : scope.shapeOf?.(name)),
  doubtOf: (name) => (Object.hasOwn(locals, name) ? undefined : scope.doubtOf?.(name)),
  controllerFor: (host) => scope.controllerFor?.(host) ?? host,
  holdsMade: (name, text) => !Object.hasOwn(locals, name) && scope.holdsMade?.(name, text) === true,
});
