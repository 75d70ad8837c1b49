import type { ControllerAccess, Scope } from '../../compiled.ts';
import type { SourceFile } from '../../../diagnostic/source-range.ts';
import type { Settings } from '../syntax/settings.ts';
import type { JinjaUnit } from './unit.ts';

/** The environment of a rendering. */
export interface World {
  readonly scope: Scope;
  readonly host: ControllerAccess;
  /** The unit of a template file; undefined if it does not exist. */
  readonly load: (path: string, settings: Settings) => JinjaUnit | undefined;
  /** Renders a template file, for lookups. */
  readonly renderFile: (file: SourceFile, scope: Scope) => unknown;
}
