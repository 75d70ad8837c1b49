import type { Change, ModuleContext, Prediction } from '../../module-api/module.ts';
import { predictFile } from '../lib/predict-file.ts';
import type { Step } from '../../module-api/step.ts';
import { removeFiles } from '../../module-api/at-place.ts';
import type { FoundText, TextEdit } from './text-file.ts';
import { applyText, diffText, predictText } from './text-file.ts';

/** Whether the edit would leave an empty file, which is removed instead. */
const removes = (edit: TextEdit, { text }: FoundText): boolean =>
  text !== null && edit.edit(text.toString('utf8')).trim() === '';

export const diffOrRemove = (edit: TextEdit, found: FoundText): Change[] =>
  removes(edit, found)
    ? [
        {
          attribute: 'state',
          before: 'file',
          after: 'absent',
          content: { path: edit.path, before: found.text, after: null },
        },
      ]
    : diffText(edit, found);

export const applyOrRemove = (edit: TextEdit, found: FoundText): Step[] =>
  removes(edit, found) ? [{ kind: 'run', script: removeFiles([edit.path]) }] : applyText(edit, found);

export const predictOrRemove = (edit: TextEdit, found: FoundText, context: ModuleContext): Prediction[] =>
  removes(edit, found) ? predictFile(edit.path, { exists: false }, null) : predictText(edit, found, context);
