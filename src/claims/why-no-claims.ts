import type { Claim, ParameterValues } from '#src/vocabulary/index.ts'
import { claimsOfRun, settingsOfClaim, type Card } from './claims-of-run.ts'

/** Why nothing is claimed of a run of an experiment that claims something, in words; null where something is, or it claims nothing. */
export function whyNoClaims(
  card: Card,
  run: { readonly parameters: ParameterValues; readonly steps: number },
): string | null {
  const claims = card.claims.filter(({ along }) => along === undefined)
  if (claims.length === 0 || claimsOfRun(card, run).length > 0) return null
  const [nearest] = claims
    .map((claim) => differenceOf(card, claim, run))
    .sort((a, b) => a.keys.length - b.keys.length || a.steps - b.steps)
  const { keys, settings, steps } = nearest!
  if (keys.length === 0) return `No claims: they are about runs of at least ${steps} steps; this run has ${run.steps}`
  const text = (values: ParameterValues) => keys.map((key) => `${key}=${values[key] ?? 'nothing'}`).join(', ')
  const isOne = new Set(claims.map((claim) => JSON.stringify(claim.settings ?? {}))).size === 1
  return `No claims: ${isOne ? 'they' : 'the nearest'} are about ${text(settings)}; this run has ${text(run.parameters)}`
}

/** The settings in which a run differs from what a claim is about. */
function differenceOf(card: Card, claim: Claim, run: { readonly parameters: ParameterValues }) {
  const settings = settingsOfClaim(card, claim)
  const all = new Set([...Object.keys(settings), ...Object.keys(run.parameters)])
  return {
    settings,
    keys: [...all].filter((key) => settings[key] !== run.parameters[key]),
    steps: claim.steps ?? card.steps,
  }
}
