import { describe, expect, test } from '@jest/globals';
import { databaseHint } from '../../src/cluster/store/database-problem.ts';
import { describeDatabase } from '../../src/cluster/store/describe-database.ts';

describe('the database of a cluster', () => {
  test.each([
    ['postgres://me:secret@db.site:5433/runs', 'postgres://me@db.site:5433/runs'],
    ['postgresql://db/runs?user=me&password=secret', 'postgresql://db/runs'],
    ['postgres://me:se%40cret@[2001:db8::1]/runs?sslpassword=secret', 'postgres://me@[2001:db8::1]/runs'],
    ['postgresql:///runs?host=/run/postgresql&password=secret', 'postgresql:///runs'],
  ])('is named without passwords and options: %s', (url, place) => {
    expect(describeDatabase(url)).toBe(place);
  });

  test.each(['', 'nonsense', 'http://me:secret@db/runs', 'me:secret@db/runs', '//db'])('must be a URL: %s', (url) => {
    expect(() => describeDatabase(url)).toThrow('is not the URL of a PostgreSQL database');
    expect(() => describeDatabase(url)).not.toThrow('secret');
  });

  test.each([
    [{ code: '28P01' }, 'password'],
    [{ code: '3D000' }, 'createdb'],
    [{ code: '42501' }, 'GRANT CREATE'],
    [{ message: 'SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string' }, 'PGPASSWORD'],
    [{ code: 'ECONNREFUSED' }, 'PostgreSQL runs'],
  ])('comes with a hint that fits its failure: %j', (error, hint) => {
    expect(databaseHint(error)).toContain(hint);
  });
});
