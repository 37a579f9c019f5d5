import type { RandomStream } from '#src/vocabulary/random.ts'

/** Stationary noise of a series. */
export interface Noise {
  readonly tails: 'normal' | 'heavy'
  /** The correlation of two successive points. */
  readonly correlation: number
  readonly deviation: number
}

/** Where slowing down ends: the correlation of two successive points. */
const SLOWEST = 0.97

/**
 * A source of a first-order autoregression with unit innovations, times the deviation that they would need to be stationary at the least
 * correlation; heavy tails are those of Student's t with 3 degrees of freedom, whose standard deviation is √3.
 */
export function noiseFrom(stream: RandomStream, { tails, correlation, deviation }: Noise) {
  const innovation = () => (tails === 'normal' ? stream.normal() : student3(stream) / Math.sqrt(3))
  const unit = deviation * Math.sqrt(1 - correlation ** 2)
  let last = tails === 'normal' ? deviation * stream.normal() : settled()
  return (spread = 1, slowing = 0) => {
    const value = last
    last = (correlation + slowing * (SLOWEST - correlation)) * last + unit * innovation()
    return spread * value
  }

  /** Its stationary distribution has no closed form: it runs until what it began with is forgotten. */
  function settled() {
    let value = 0
    for (let i = 0; i < 50; i++) value = correlation * value + unit * innovation()
    return value
  }
}

function student3(stream: RandomStream): number {
  const chiSquared = stream.normal() ** 2 + stream.normal() ** 2 + stream.normal() ** 2
  return stream.normal() / Math.sqrt(chiSquared / 3)
}
