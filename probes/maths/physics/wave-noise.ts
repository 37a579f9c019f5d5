/**
 * The closed-form network that adds S terms in a cyclic group by waves of random phases (Gromov 2023, arXiv:2301.02679;
 * Doshi et al. 2024, arXiv:2406.03495): how its logits are spread.
 */

/** What a neuron adds on average to the right answer: (Σ_s cos θ_s)^S has S! ∏ cos θ_s, whose cos Σθ_s has 2^(1−S), half of it met. */
export function waveSignal(terms: number): number {
  let signal = 1
  for (let s = 1; s <= terms; s++) signal *= s / 2
  return signal
}

/**
 * The distance between the mean logits of the right answer and of the wrong ones, in standard deviations of a wrong one, of
 * as many neurons; exact over the draws of frequencies and phases. It grows as the root of the number of neurons.
 */
export function waveSignalToNoise(order: number, terms: number, neurons: number): number {
  const signal = waveSignal(terms)
  const { plain, turned } = moments(terms)
  const highest = Math.ceil(order / 2) - 1
  const overFrequencies = (of: (frequency: number) => number) => {
    let sum = 0
    for (let frequency = 1; frequency <= highest; frequency++) sum += of(frequency)
    return sum / highest
  }
  let [mean, square] = [0, 0]
  for (let away = 1; away < order; away++) {
    const once = overFrequencies((frequency) => Math.cos((2 * Math.PI * frequency * away) / order))
    const twice = overFrequencies((frequency) => Math.cos((4 * Math.PI * frequency * away) / order))
    const expected = signal * once
    const variance = (plain + turned * twice) / 2 - expected ** 2
    mean += expected / (order - 1)
    square += (expected ** 2 + variance / neurons) / (order - 1)
  }
  return (signal - mean) / Math.sqrt(square - mean ** 2)
}

/**
 * E[Z^2S] and E[Z^2S cos 2Σθ] of Z = Σ_s cos θ_s over even angles: exact, by as many angles as a wave of that frequency
 * needs.
 */
function moments(terms: number): { plain: number; turned: number } {
  const angles = 2 * terms + 3
  const visit = (s: number, sum: number, total: number): { plain: number; turned: number } => {
    if (s === terms) {
      const power = sum ** (2 * terms)
      return { plain: power, turned: power * Math.cos(2 * total) }
    }
    let [plain, turned] = [0, 0]
    for (let i = 0; i < angles; i++) {
      const angle = (2 * Math.PI * i) / angles
      const rest = visit(s + 1, sum + Math.cos(angle), total + angle)
      plain += rest.plain / angles
      turned += rest.turned / angles
    }
    return { plain, turned }
  }
  return visit(0, 0, 0)
}
