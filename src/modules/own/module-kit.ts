import * as z from 'zod';
import { defineAction, defineRead, defineState } from '../../module-api/define-module.ts';
import { ModuleFailure } from '../../module-api/module.ts';
import { bool, fileMode, integer, number, path, text, textList } from '../../module-api/params.ts';
import { group } from '../../query/accounts/group.ts';
import { passwd } from '../../query/accounts/passwd.ts';
import { fileText } from '../../query/files/file-text.ts';
import { stat } from '../../query/files/stat.ts';
import { dpkg } from '../../query/packages/dpkg.ts';
import { quote, quoteAll } from '../../query/quote.ts';
import { unit } from '../../query/services/unit.ts';
import { shell } from '../../query/shell.ts';
import { Unknown } from '../../values/unknown.ts';

/** The kit for a project's own modules: a module's file exports, as `default`, a function that receives the kit and returns the module. */
export const moduleKit = {
  z,
  defineState,
  defineAction,
  defineRead,
  ModuleFailure,
  Unknown,
  quote,
  quoteAll,
  params: { bool, fileMode, integer, number, path, text, textList },
  query: { dpkg, fileText, group, passwd, shell, stat, unit },
} as const;
