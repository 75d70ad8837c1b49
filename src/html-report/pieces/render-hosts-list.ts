import { hostAnchor } from './anchors.ts';
import type { Html } from './html.ts';
import { html } from './html.ts';

const SHOWN = 8;

export const hostLink = (host: string): Html => html`<a href="#${hostAnchor(host)}">${host}</a>`;

/** Hosts as links; a long list is folded, and all hosts of a run are abbreviated. */
export function renderHostsList(hosts: readonly string[], ofAll: number): Html {
  if (hosts.length === ofAll && ofAll > SHOWN) return html`<span class="hosts">all ${ofAll} hosts</span>`;
  const names = [...hosts].sort();
  const links = names.slice(0, SHOWN).map((host, i) => html`${i === 0 ? '' : ', '}${hostLink(host)}`);
  if (names.length <= SHOWN) return html`<span class="hosts">${links}</span>`;
  const rest = names.slice(SHOWN).join(', ');
  return html`<span class="hosts">${links}</span>
    <details class="more">
      <summary>and ${names.length - SHOWN} more</summary>
      ${rest}
    </details>`;
}

/** The data by which the filter finds an element. `*` means all hosts. */
export const hostsData = (hosts: readonly string[], ofAll: number): string =>
  hosts.length === ofAll ? '*' : hosts.join(' ');

export const countHosts = (count: number): string => `${count} ${count === 1 ? 'host' : 'hosts'}`;
