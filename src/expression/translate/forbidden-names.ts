/** Names that would give access to the outside of an expression, with an alternative if there is one. */
export const FORBIDDEN_NAMES: ReadonlyMap<string, string | undefined> = new Map([
  ['process', 'Read an environment variable with `env(name)`.'],
  ['globalThis', undefined],
  ['global', undefined],
  ['window', undefined],
  ['self', undefined],
  ['Function', undefined],
  ['eval', undefined],
  ['require', undefined],
  ['module', undefined],
  ['exports', undefined],
  ['arguments', undefined],
  ['Reflect', undefined],
  ['Proxy', undefined],
  ['Symbol', undefined],
  ['Promise', undefined],
  ['Buffer', 'Use `b64encode(text)` or `b64decode(text)`.'],
  ['WebAssembly', undefined],
  ['console', undefined],
  ['setTimeout', undefined],
  ['setInterval', undefined],
  ['setImmediate', undefined],
  ['queueMicrotask', undefined],
  ['fetch', undefined],
  ['Date', 'A template must give the same text each time: take the time from a fact, `ansible_date_time.iso8601`.'],
  ['Intl', undefined],
]);

/** Members that would give access to the code that created a value. */
export const FORBIDDEN_MEMBERS: ReadonlySet<string> = new Set([
  'constructor',
  '__proto__',
  'prototype',
  '__defineGetter__',
  '__defineSetter__',
  '__lookupGetter__',
  '__lookupSetter__',
]);
