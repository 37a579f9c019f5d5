import { expect, it } from 'vitest'
import { detectors } from '#probes/index.ts'
import { checkedOptions } from '#trainer/observing/attachment.ts'
import { isDetector } from '#trainer/observing/detection.ts'

/** Series that overflow, from either side and back, as those of a run that diverges do. */
const CURVES: Record<string, (step: number) => number> = {
  grows: (step) => Math.exp(3 * step) * (1 + 0.01 * Math.sin(step ** 2)),
  leaps: (step) => (step < 60 ? 0.1 + 1e-3 * Math.sin(step ** 2) : Number.MAX_VALUE),
  falls: (step) => (step < 60 ? Number.MAX_VALUE : -Number.MAX_VALUE),
  swings: (step) => (step % 2 === 0 ? Number.MAX_VALUE : -Number.MAX_VALUE),
  least: (step) => (step < 60 ? 5e-324 : 1e-320),
  ends: (step) => (step < 60 ? 1 + 0.01 * Math.sin(step ** 2) : Infinity),
}

it.each(detectors.filter(isDetector).map((detector) => [detector.id, detector] as const))(
  'what %s says of a series that overflows is finite, as a Report has to be',
  (id, { detection, options: cards }) => {
    const watched = cards.filter(({ type }) => type === 'series').map(({ key }) => key)
    const transform = cards.find((card) => card.key === 'transform')
    for (const choice of transform?.type === 'choice' ? transform.choices : [null])
      for (const [name, curve] of Object.entries(CURVES)) {
        const options = checkedOptions({ id, options: cards }, choice === null ? {} : { transform: choice })
        let state = detection.initial(options)
        for (let step = 0; step < 200; step++)
          for (const of of watched) {
            const after = detection.next(state, { of, step, value: curve(step) }, options)
            state = after.state
            for (const { transition } of after.seen) {
              if (transition === undefined) continue
              const { onset, before, after: then, score } = transition
              const numbers = [onset?.low, onset?.high, before, then, score].filter((one) => one != null)
              expect(
                numbers.filter((one) => !Number.isFinite(one)),
                `${name}, ${choice}, step ${step}`,
              ).toEqual([])
            }
          }
      }
  },
)
