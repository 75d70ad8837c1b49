export interface Cell {
  readonly text: string;
  readonly paint?: ((text: string) => string) | undefined;
}

/** Renders rows in columns, two spaces apart; the first `leftColumns` are left-aligned, numbers right-aligned. */
export function renderTable(rows: readonly (readonly Cell[])[], leftColumns: number): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.text.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, column < leftColumns))
      .join('  ')
      .trimEnd(),
  );
}

function pad({ text, paint }: Cell, width: number, left: boolean): string {
  const padded = left ? text.padEnd(width) : text.padStart(width);
  return paint ? paint(padded) : padded;
}
