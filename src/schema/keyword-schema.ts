import { namesOf } from '../values/choice.ts';
import type { Keyword, KeywordChoice, Place } from '../keywords/keyword.ts';
import { keywordsAt } from '../keywords/keywords.ts';
import type { JsonSchema } from './json-schema.ts';
import { FLAG, listOrOne, orExpression, TEXT } from './json-schema.ts';

/** The keywords of a place, as properties. */
export const keywordProperties = (place: Place): Readonly<Record<string, JsonSchema>> =>
  Object.fromEntries(
    keywordsAt(place).map((keyword) => [
      keyword.name,
      { ...(typeSchema(keyword) as object), description: keyword.meaning },
    ]),
  );

const NUMBER = { type: 'number', minimum: 0 };

function typeSchema({ name, type }: Keyword): JsonSchema {
  if (typeof type === 'object') return choiceSchema(type);
  switch (type) {
    case 'flag':
      return orExpression(FLAG);
    case 'text':
      return TEXT;
    case 'texts':
      // alternatives of vars_files stand in a list of their own
      return listOrOne(name === 'vars_files' ? listOrOne(TEXT) : TEXT);
    case 'conditions':
      return listOrOne({ type: ['string', 'boolean'] });
    case 'count':
    case 'seconds':
      return orExpression(NUMBER);
    case 'percentage':
      return { type: ['number', 'string'] };
    case 'sizes':
      return listOrOne(TEXT);
    case 'mapping':
      return mappingSchema(name);
    case 'list':
      return orExpression({ type: 'array' });
    case 'tasks':
      return { type: ['array', 'null'], items: { $ref: '#/definitions/task' } };
    case 'roles':
      return { type: ['array', 'null'], items: { $ref: '#/definitions/roleEntry' } };
  }
}

function choiceSchema({ isPlain, isList, ...choice }: KeywordChoice): JsonSchema {
  const names = { enum: namesOf(choice) };
  const item = isPlain ? names : orExpression(names);
  return isList ? listOrOne(item) : item;
}

function mappingSchema(name: string): JsonSchema {
  if (name === 'loop_control') {
    return { type: 'object', properties: keywordProperties('loop_control'), additionalProperties: false };
  }
  return name === 'vars' ? { type: ['object', 'null'] } : { type: ['object', 'array', 'string', 'null'] };
}
