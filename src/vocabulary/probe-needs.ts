import { usageError, type PhasescopeError } from './errors.ts'
import { NEEDS, type Need } from './need/index.ts'
import { listed } from './unknown-name.ts'

/**
 * `Probe 'x' needs attention (how each head …), which experiment 'grok-mlp-small' does not provide; …`, and then who does.
 * `providers` are the experiments that do.
 */
export function probeNeeds(
  probe: string,
  need: Need,
  experiment: string,
  providers: readonly string[],
): PhasescopeError {
  const missing = `Probe '${probe}' needs ${need} (${NEEDS[need].about}), which experiment '${experiment}' does not provide`
  if (NEEDS[need].broughtBy === 'with')
    return usageError(`${missing}; name a second network by --with RUN[@STEP] or --with FILE.safetensors`)
  if (providers.length > 0)
    return usageError(`${missing}; ${listed(providers)} ${providers.length === 1 ? 'does' : 'do'}`)
  return usageError(
    `${missing}; no experiment does: give it in a file, phasescope measure ${probe} --input FILE.safetensors`,
  )
}
