import type { OptionCard } from '#src/vocabulary/index.ts'
import { KERNEL_OUTPUTS } from './tangent-kernel.ts'

/** How many examples of the probe batch a kernel is computed on: the first of them. */
export function examplesOption(count: number, least = 2): OptionCard {
  return {
    key: 'examples',
    about: 'Number of examples of the probe batch, from its first on; all of them where it has fewer',
    type: 'integer',
    default: count,
    min: least,
    max: 4096,
  }
}

export const outputsOption: OptionCard = {
  key: 'outputs',
  about: 'The kernel of all outputs, which is the sum of theirs (all), or that of the summed output (sum)',
  type: 'choice',
  default: 'all',
  choices: KERNEL_OUTPUTS,
}
