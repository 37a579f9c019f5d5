import type { Claim, ClaimOfRun, ExperimentCard, ParameterValue, ParameterValues } from '#src/vocabulary/index.ts'

type Card = Pick<ExperimentCard, 'parameters' | 'steps' | 'claims'>

/** The settings of which a claim is said: the experiment's own, and what the claim changes. */
function settingsOfClaim(
  { parameters }: Pick<Card, 'parameters'>,
  { settings }: Pick<Claim, 'settings'>,
): ParameterValues {
  const standard: Record<string, ParameterValue> = {}
  for (const card of parameters) standard[card.key] = card.default
  return { ...standard, ...settings }
}

/** A claim of a run of its experiment, without what the run itself says. */
export function claimOfRun(
  { steps }: Pick<Card, 'steps'>,
  { settings: _, tier: __, along: ___, ...claim }: Claim,
): ClaimOfRun {
  return { ...claim, steps: claim.steps ?? steps }
}

/**
 * The claims that a run is held to: those said of just these settings, of no more steps than it has. Nothing is claimed of a
 * run that somebody trains otherwise, and no run alone is held to what is said of several.
 */
export function claimsOfRun(
  card: Card,
  run: { readonly parameters: ParameterValues; readonly steps: number },
): ClaimOfRun[] {
  return card.claims
    .filter((claim) => claim.along === undefined && areSame(settingsOfClaim(card, claim), run.parameters))
    .map((claim) => claimOfRun(card, claim))
    .filter(({ steps }) => steps <= run.steps)
}

function areSame(a: ParameterValues, b: ParameterValues): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}
