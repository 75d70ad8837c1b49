import type { Scope } from '../expression/compiled.ts';
import { ExpressionError } from '../expression/compiled.ts';
import type { VariableDeclaration } from '../playbook/role/variable-declaration.ts';

/** The texts of the variables that a role declares secret, at any depth. */
export function declaredSecrets(declarations: Iterable<VariableDeclaration>, scope: Scope): string[] {
  return [...declarations].flatMap((declaration) => secretsIn(declaration, valueOf(declaration.name, scope)));
}

/** A value that can't be rendered holds no secret yet: whoever uses it will say what is wrong with it. */
function valueOf(name: string, scope: Scope): unknown {
  try {
    return scope.has(name) ? scope.get(name) : undefined;
  } catch (error) {
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

function secretsIn(declaration: VariableDeclaration, value: unknown): string[] {
  const { items } = declaration;
  if (declaration.secret) return textsIn(value);
  if (Array.isArray(value)) return items ? value.flatMap((item) => secretsIn(items, item)) : [];
  if (typeof value !== 'object' || value === null || !declaration.keys) return [];
  return [...declaration.keys].flatMap(([key, inner]) => secretsIn(inner, (value as Record<string, unknown>)[key]));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
