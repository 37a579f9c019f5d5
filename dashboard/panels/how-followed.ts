import { cadenceText } from '#src/vocabulary/index.ts'
import type { PanelPlan } from './arrange.ts'
import type { Subject } from './panel.ts'

/**
 * Which curves of a panel are measured as their bends ask for, and how rarely at most: between two of their points is a straight
 * line, which nobody measured. Null where none is.
 */
export function howFollowed(plan: PanelPlan, subjects: readonly Subject[]): string | null {
  const probes = [...new Set(plan.series.map(({ probe }) => probe))]
  const texts = new Map<string, Set<string>>()
  for (const probe of probes)
    for (const { run } of subjects) {
      const cadence = run.picture.state.attached.get(probe)?.cadence
      if (cadence?.kind !== 'adaptive') continue
      const text = cadenceText(cadence)
      texts.set(text, (texts.get(text) ?? new Set()).add(probe))
    }
  if (texts.size === 0) return null
  const said = [...texts].map(([text, of]) => (of.size === probes.length ? text : `${[...of].join(', ')} ${text}`))
  return said.join('; ')
}
