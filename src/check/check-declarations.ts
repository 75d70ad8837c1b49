import type { DiagnosticList } from '../diagnostic/diagnostic-list.ts';
import { renderLocation } from '../diagnostic/source-range.ts';
import type { VariableDeclaration } from '../playbook/role/variable-declaration.ts';
import type { Role } from '../playbook/types.ts';
import { sameValue } from '../playbook/variables/same-variables.ts';

/** Reports variables that two roles declare, and not alike: one value can't suit both. */
export function checkDeclarations(roles: readonly Role[], diagnostics: DiagnosticList): void {
  const first = new Map<string, { readonly declaration: VariableDeclaration; readonly role: Role }>();
  for (const role of roles) {
    for (const [name, declaration] of role.meta.variables) {
      const other = first.get(name);
      if (!other) first.set(name, { declaration, role });
      else if (!isAlike(declaration, other.declaration)) {
        diagnostics.error({
          code: 'conflicting-declarations',
          summary: `${name} is declared by the role ${other.role.name} too, with another ${whatDiffers(declaration, other.declaration)}`,
          detail: `It is declared in ${renderLocation(other.declaration.range, false)}.`,
          suggestion:
            'Declare it in one of them, and let the other depend on that role; or give them names of their own.',
          range: declaration.range,
        });
      }
    }
  }
}

const isAlike = (a: VariableDeclaration, b: VariableDeclaration): boolean => a.type === b.type && sameDefault(a, b);

const whatDiffers = (a: VariableDeclaration, b: VariableDeclaration): string =>
  a.type === b.type ? 'default' : 'type';

/** One that leaves the default to the other doesn't contradict it. */
const sameDefault = (a: VariableDeclaration, b: VariableDeclaration): boolean =>
  !a.default || !b.default || sameValue(a.default, b.default);
