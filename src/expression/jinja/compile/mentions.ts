/** Whether a name is read or assigned anywhere in a part of a syntax tree. */
export function mentions(part: unknown, name: string): boolean {
  if (Array.isArray(part)) return part.some((item) => mentions(item, name));
  if (typeof part !== 'object' || part === null) return false;
  const { type, name: own } = part as { type?: unknown; name?: unknown };
  if ((type === 'name' || type === 'nsref') && own === name) return true;
  return Object.values(part).some((inner) => mentions(inner, name));
}

/** The attributes that are read anywhere in a part of a syntax tree: `x.name`. */
export function* attributesIn(part: unknown): Generator<string> {
  if (Array.isArray(part)) for (const item of part) yield* attributesIn(item);
  if (typeof part !== 'object' || part === null) return;
  const { type, attr } = part as { type?: unknown; attr?: unknown };
  if (type === 'getattr' && typeof attr === 'string') yield attr;
  if (!Array.isArray(part)) for (const inner of Object.values(part)) yield* attributesIn(inner);
}

/** Whether a part of a syntax tree reads a name, so that its value is only known at runtime. */
export function mayVary(part: unknown): boolean {
  if (Array.isArray(part)) return part.some(mayVary);
  if (typeof part !== 'object' || part === null) return false;
  return (part as { type?: unknown }).type === 'name' || Object.values(part).some(mayVary);
}
