import { expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { phaseRandomizer } from '#probes/maths/detection/surrogates.ts'
import { noise } from './detecting.ts'

/** |Σ x_t e^{−2πikt/n}|², written out. */
function power(values: readonly number[], k: number): number {
  const wave = (f: (x: number) => number) =>
    values.reduce((sum, value, t) => sum + value * f((2 * Math.PI * k * t) / values.length), 0)
  return wave(Math.cos) ** 2 + wave(Math.sin) ** 2
}

it.each([40, 41])(
  'a surrogate of %d points has the power of the series at every frequency, and is another series',
  (n) => {
    const values = noise(1, n, { correlation: 0.6 }).map((e) => e + 3)
    const draw = phaseRandomizer(values)
    const stream = openStream(1, 'surrogates')
    const [one, other] = [draw(stream), draw(stream)]
    for (let k = 0; k <= n / 2; k++) {
      expect(power(one, k)).toBeCloseTo(power(values, k), 6)
      expect(power(other, k)).toBeCloseTo(power(values, k), 6)
    }
    expect(one).not.toEqual(other)
  },
)
