import { countOf } from '../../values/count-of.ts';
import type { Diagnostic } from '../../diagnostic/diagnostic.ts';
import { DiagnosticList } from '../../diagnostic/diagnostic-list.ts';
import { renderDiagnostic } from '../../diagnostic/render.ts';
import type { RenderOptions } from '../../diagnostic/render.ts';
import { SecretMask } from '../../diagnostic/secret-mask.ts';
import type { Inventory } from '../../inventory/types.ts';
import type { Playbook } from '../../playbook/types.ts';
import { loadPlaybook } from '../../playbook/load-playbook.ts';
import { planPlay } from '../../plan/plan-play.ts';
import { checkPlaybook } from '../../check/check-playbook.ts';
import { checkPractice } from '../../practice/check-practice.ts';
import { decryptVault } from '../../vault/cipher.ts';
import type { LoadYamlOptions } from '../../yaml/load-yaml.ts';
import type { CommandIo } from '../command-io.ts';
import { EXIT_INVALID } from '../exit-codes.ts';
import type { LoadFlags } from '../project/bundled-roles.ts';
import { rolesOf } from '../project/bundled-roles.ts';
import { readExtraVars } from '../project/extra-vars.ts';
import { namedByConfig } from '../project/named-by-config.ts';
import { typeExtraVars } from '../project/type-extra-vars.ts';
import { programVersion } from '../program-version.ts';
import { DialectList } from './dialect-list.ts';
import { fixFiles } from './fix-files.ts';
import { renderSarif } from './render-sarif.ts';
import { findPlaybook } from '../project/find-playbook.ts';
import type { InventoryOptions } from '../options/inventory-options.ts';
import { inventoryNames } from '../project/inventory-names.ts';
import { loadInventoryOptions } from '../options/load-inventory-options.ts';
import type { ProjectNeeds } from '../project/load-project.ts';
import { loadVaultOptions } from '../options/load-vault-options.ts';
import { toDiagnostics } from '../start/to-diagnostics.ts';
import { settlePlays } from '../../variables/settle-plays.ts';
import { widthOf } from '../look/width-of.ts';

export interface LintOptions extends InventoryOptions, LoadFlags {
  readonly playbook?: readonly string[];
  readonly extraVars?: readonly string[];
  readonly strict?: boolean | undefined;
  readonly practice?: boolean;
  readonly fix?: boolean;
  /** `sarif`, or text. */
  readonly output?: string;
  readonly verbose?: number;
}

/** Prints all mistakes of the playbooks that can be found without a host. */
export async function lintProject(options: LintOptions, io: CommandIo): Promise<void> {
  const diagnostics = new DiagnosticList();
  const mask = new SecretMask();
  const dialects = new DialectList();
  try {
    await lint(options, io, { diagnostics, mask, dialects });
  } catch (error) {
    for (const each of toDiagnostics(error)) diagnostics.add(each);
  }
  if ((options.verbose ?? 0) > 0 && options.output !== 'sarif') io.stdout.write(`${dialects.render()}\n`);
  const masked = (text: string): string => mask.mask(text);
  const left = options.fix ? fixFiles(diagnostics.items, (line) => io.stderr.write(`${line}\n`)) : diagnostics.items;
  for (const each of left) io.onDiagnostic?.(each);
  io.stdout.write(
    options.output === 'sarif'
      ? renderSarif(left, { mask: masked, version: programVersion() })
      : renderFindings(left, { mask: masked, width: widthOf(io.stdout) }),
  );
  if (diagnostics.hasErrors) io.setExitCode(EXIT_INVALID);
}

interface Findings extends ProjectNeeds {
  readonly dialects: DialectList;
}

async function lint(options: LintOptions, io: CommandIo, { diagnostics, mask, dialects }: Findings): Promise<void> {
  const secrets = await loadVaultOptions(options, io);
  const onSecret = (text: string): void => mask.add(text);
  const yaml: LoadYamlOptions = {
    onSecret,
    ...(secrets.length > 0 && { decryptVault: (text: string) => decryptVault(text, secrets).toString('utf8') }),
  };
  const paths = (options.playbook ?? ['site']).map(findPlaybook);
  const playbooks: Playbook[] = [];
  for (const path of paths) {
    const checks = { checkAllRoles: true, strict: options.strict, onDialect: dialects.note };
    const playbook = await loadPlaybook(path, { ...yaml, ...rolesOf(options), ...checks }, diagnostics);
    if (playbook) playbooks.push(playbook);
  }
  const extraVars = typeExtraVars(readExtraVars(options.extraVars ?? [], yaml, diagnostics), playbooks);
  const practice = (inventory?: Inventory): void => {
    if (options.practice || options.fix) checkPractice(playbooks, inventory, diagnostics);
  };
  if (!options.inventory) {
    practice();
    return;
  }
  const ofInventory = new DiagnosticList();
  const inventory = await loadInventoryOptions(options, io, {
    diagnostics: ofInventory,
    secrets,
    playbooks: paths,
    onSecret,
  });
  diagnostics.addAll(ofInventory.items);
  mask.spare(inventoryNames(inventory));
  // if the inventory or the variables could not be read, all names would be reported as missing
  if (ofInventory.hasErrors) return;
  practice(inventory);
  for (const playbook of playbooks) {
    const settled = settlePlays(playbook, { inventory, extra: extraVars, severity: 'warning' }, diagnostics);
    checkPlaybook(settled, { inventory, extra: extraVars, isNamed: namedByConfig(inventory) }, diagnostics);
    for (const play of settled.plays)
      planPlay(play, { inventory, limit: undefined, roles: undefined, isVerify: false, diagnostics });
  }
}

function renderFindings(items: readonly Diagnostic[], options: RenderOptions): string {
  const errors = items.filter(({ severity }) => severity === 'error').length;
  const summary =
    items.length === 0 ? 'no mistakes' : `${countOf(errors, 'error')}, ${countOf(items.length - errors, 'warning')}`;
  return [...items.map((item) => renderDiagnostic(item, options)), summary].join('\n\n') + '\n';
}
