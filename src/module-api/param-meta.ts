import * as z from 'zod';

/** What a parameter's schema says of itself. */
export interface ParamMeta {
  readonly description?: string | undefined;
  readonly secret?: boolean | undefined;
  /** It holds permission bits, so that `mode: 644` is a mistake. */
  readonly fileMode?: boolean | undefined;
  /** It is a path of the host: `~` and `~user` in front stand for home directories. */
  readonly isPath?: boolean | undefined;
  /** In a task of Ansible it may be relative: to the home directory of the user who logs in, or to the playbook's directory on this machine. */
  readonly takesRelative?: boolean | undefined;
  /** Each text in it is a bare expression, as `when` is; the module gets its value, and the text by `context.written`. `value`: not only true or false. */
  readonly expression?: boolean | 'value' | undefined;
}

/** The metadata of a parameter, wherever in its chain of wrappers (optional, default, transform) it was given. */
export function paramMeta(schema: z.core.$ZodType): ParamMeta {
  const own = z.globalRegistry.get(schema) ?? {};
  return wrapped(schema).reduceRight<ParamMeta>((meta, inner) => ({ ...paramMeta(inner), ...meta }), own);
}

/** The names of the parameters that are secret. */
export function secretParams(params: z.ZodObject): readonly string[] {
  const known = secretsOf.get(params);
  if (known) return known;
  const names = Object.keys(params.shape).filter((key) => paramMeta(params.shape[key] as z.core.$ZodType).secret);
  secretsOf.set(params, names);
  return names;
}

/** A schema is asked again for each task, host and loop item. */
const secretsOf = new WeakMap<z.ZodObject, readonly string[]>();

function wrapped(schema: z.core.$ZodType): z.core.$ZodType[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if ('innerType' in def) return [def.innerType];
  return def.type === 'pipe' ? [def.in, def.out] : [];
}
