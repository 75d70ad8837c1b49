/**
 * A resource that a query reads or a change writes, as `kind:name`: `file:/etc/hosts`, `package:nginx`, `unit:nginx.service`,
 * `user:www-data`, `group:adm`. `tree:/etc/nginx` means the path and everything below it.
 */
export type ResourceKey = string;

/** Whether writing one resource may change the other. Symmetric. */
export function overlaps(a: ResourceKey, b: ResourceKey): boolean {
  return a === b || covers(a, b) || covers(b, a);
}

function covers(outer: ResourceKey, inner: ResourceKey): boolean {
  if (!outer.startsWith('tree:')) return false;
  const root = outer.slice('tree:'.length);
  const path = inner.startsWith('file:') || inner.startsWith('tree:') ? inner.slice(inner.indexOf(':') + 1) : undefined;
  return path !== undefined && (path === root || path.startsWith(root.endsWith('/') ? root : `${root}/`));
}
