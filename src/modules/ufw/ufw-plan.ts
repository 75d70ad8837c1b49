import type { UfwState } from '../../query/services/ufw.ts';
import type { UfwRule } from '../../query/services/ufw-rule.ts';
import { isSameMatch, isSameRule } from '../../query/services/ufw-rule.ts';
import { familyOf } from './ip-network.ts';

type Family = 'rules4' | 'rules6';

/** The families that a rule belongs to: by its addresses, or both where it has none. */
export function familiesOf(rule: UfwRule, ipv6: boolean): Family[] {
  const address = [rule.from, rule.to].find((one) => one !== 'any');
  if (address !== undefined) return familyOf(address) === 6 ? (ipv6 ? ['rules6'] : []) : ['rules4'];
  // igmp is of IPv4, and protocol 41 carries IPv6 inside IPv4
  if (rule.proto === 'igmp' || rule.proto === 'ipv6') return ['rules4'];
  return ipv6 ? ['rules4', 'rules6'] : ['rules4'];
}

/** Whether ufw has the rule, comment included, wherever it belongs. */
export const hasRule = (state: UfwState, rule: UfwRule): boolean =>
  familiesOf(rule, state.ipv6).every((family) => state[family].some((other) => isSameRule(rule, other)));

/** Whether ufw has a rule about the same packets with the same action. */
export const hasVerdict = (state: UfwState, rule: UfwRule): boolean =>
  [...state.rules4, ...state.rules6].some((other) => isSameMatch(rule, other) && other.action === rule.action);

/** The state once ufw has taken a rule: one about the same packets is replaced at its place, else it comes last, or at `position` (from 1). */
export function withRule(state: UfwState, rule: UfwRule, position?: number): UfwState {
  const added = familiesOf(rule, state.ipv6).map((family) => [family, addRule(state[family], rule, position)]);
  return { ...state, ...(Object.fromEntries(added) as Partial<UfwState>) };
}

function addRule(rules: readonly UfwRule[], rule: UfwRule, position: number | undefined): UfwRule[] {
  if (rules.some((other) => isSameMatch(rule, other))) {
    return rules.map((other) => (isSameMatch(rule, other) ? rule : other));
  }
  const at = position === undefined ? rules.length : Math.min(position - 1, rules.length);
  return [...rules.slice(0, at), rule, ...rules.slice(at)];
}

export const withoutRule = (state: UfwState, rule: UfwRule): UfwState => ({
  ...state,
  rules4: state.rules4.filter((other) => !(isSameMatch(rule, other) && other.action === rule.action)),
  rules6: state.rules6.filter((other) => !(isSameMatch(rule, other) && other.action === rule.action)),
});
