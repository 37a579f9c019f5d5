import { allNeeds, NEEDS, type Need, type NeedCard } from '#src/vocabulary/index.ts'

/** What probes may read in a run: what its system serves, and what whoever observes a run brings to any. */
export function providedWith(served: readonly Need[]): readonly Need[] {
  return [...served, ...broughtBy('observer')]
}

/** An experiment where `--with` names a second network: what that brings can be read too. */
export function withSecondNetwork<E extends { readonly provides: readonly Need[] }>(experiment: E): E {
  return { ...experiment, provides: [...new Set([...experiment.provides, ...broughtBy('with')])] }
}

function broughtBy(who: NeedCard['broughtBy']): Need[] {
  return allNeeds.filter((need) => NEEDS[need].broughtBy === who)
}
