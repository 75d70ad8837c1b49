import { expect, test } from '@jest/globals';
import { renderRequest } from '../../src/modules/http/uri-request.ts';
import type { UriRequest } from '../../src/modules/http/uri-request.ts';

const request: UriRequest = {
  url: 'http://localhost/',
  method: 'GET',
  statusCodes: [200],
  headers: {},
  followsRedirects: true,
  validatesCerts: true,
  timeoutSeconds: 30,
  usesProxy: true,
  dest: '/srv/answer',
};

test('a downloaded file gets its owner and mode before it replaces the existing file', () => {
  const script = renderRequest({ ...request, attributes: { owner: 'app', group: 'adm', mode: '0640' } });
  const [owner, mode, place] = ['chown -- app:adm', 'chmod -- 0640', 'mv '].map((command) =>
    script.lastIndexOf(command),
  );
  expect(owner).toBeGreaterThan(0);
  expect(mode).toBeGreaterThan(owner ?? 0);
  expect(place).toBeGreaterThan(mode ?? 0);
});

test('without attributes none are set', () => {
  expect(renderRequest(request)).not.toContain('chown --');
});
