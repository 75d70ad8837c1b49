import type { Command } from 'commander';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import type { CommandIo } from '../command-io.ts';
import { guard } from '../start/guard.ts';
import type { Collected } from './collect-settings.ts';
import { collectSettings } from './collect-settings.ts';
import { SETTINGS } from './ansible/settings.ts';

interface Row {
  readonly name: string;
  readonly value: unknown;
  readonly source: string;
}

const OWN = ['backup', 'ansibleModules'];

/** Prints all settings that are set without a flag, and the settings of Ansible's configuration that are not used. */
export async function showConfig(
  program: Command,
  { output }: { output: 'text' | 'json' },
  io: CommandIo,
): Promise<void> {
  await guard(io, (diagnostics) => {
    const found = new DiagnosticList();
    const collected = collectSettings(io.env, found);
    diagnostics.addAll(found.items);
    const rows = rowsOf(collected, program);
    io.stdout.write(output === 'json' ? renderJson(rows, collected) : renderText(rows, collected));
    return Promise.resolve();
  });
}

function rowsOf({ values }: Collected, program: Command): Row[] {
  const apply = program.commands.find((command) => command.name() === 'apply');
  const defaultOf = (name: string): unknown =>
    apply?.options.find((option) => option.attributeName() === name)?.defaultValue as unknown;
  return [...new Set([...SETTINGS.map(({ option }) => option), ...OWN])].map((option) => {
    const given = values.find((each) => each.option === option);
    return {
      name: snakeCase(option),
      value: given?.value ?? defaultOf(option) ?? null,
      source: given?.source ?? 'default',
    };
  });
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const renderJson = (rows: readonly Row[], { ansible }: Collected): string =>
  `${JSON.stringify(
    {
      ansible_cfg: ansible.path ?? null,
      settings: rows,
      not_taken: ansible.left.map(({ name, source, reason }) => ({ name, source, reason })),
      warnings: ansible.warnings,
    },
    null,
    2,
  )}\n`;

function renderText(rows: readonly Row[], { ansible }: Collected): string {
  const table = [['setting', 'source', 'value'], ...rows.map((row) => [row.name, row.source, renderValue(row.value)])];
  const widths = [0, 1].map((column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd();
  const left = ansible.left.map(({ name, source, reason }) => `${name} (${source}): ${reason}`);
  const about = (heading: string, lines: readonly string[]): string[] =>
    lines.length === 0 ? [] : ['', heading, ...lines];
  return `${[
    `ansible.cfg: ${ansible.path ?? 'none'}`,
    '',
    ...table.map(line),
    ...about('not taken:', left),
    ...about(
      'warnings:',
      ansible.warnings.map(({ text }) => text),
    ),
  ].join('\n')}\n`;
}

function renderValue(value: unknown): string {
  if (value === null) return '-';
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
