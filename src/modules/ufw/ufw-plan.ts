import type { UfwState } from '../../query/services/ufw.ts';
import type { UfwRule } from '../../query/services/ufw-rule.ts';
import { isSameMatch, isSameRule } from '../../query/services/ufw-rule.ts';
import { familyOf } from './ip-network.ts';

type Family = 'rules4' | 'rules6';

/** The address families of a rule: that of its addresses, or both if it has none. */
export function familiesOf(rule: UfwRule, ipv6: boolean): Family[] {
  const address = [rule.from, rule.to].find((one) => one !== 'any');
  if (address !== undefined) return familyOf(address) === 6 ? (ipv6 ? ['rules6'] : []) : ['rules4'];
  // igmp exists in IPv4 only, and protocol 41 carries IPv6 within IPv4
  if (rule.proto === 'igmp' || rule.proto === 'ipv6') return ['rules4'];
  return ipv6 ? ['rules4', 'rules6'] : ['rules4'];
}

/** Whether ufw has the rule, including its comment, at any position. */
export const hasRule = (state: UfwState, rule: UfwRule): boolean =>
  familiesOf(rule, state.ipv6).every((family) => state[family].some((other) => isSameRule(rule, other)));

/** Whether ufw has a rule for the same packets with the same action. */
export const hasVerdict = (state: UfwState, rule: UfwRule): boolean =>
  [...state.rules4, ...state.rules6].some((other) => isSameMatch(rule, other) && other.action === rule.action);

/** The state after ufw has added a rule: it replaces a rule for the same packets; otherwise it is appended, or inserted at `position`. */
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
