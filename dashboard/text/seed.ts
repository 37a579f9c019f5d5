/** `seed 3`; nothing where a run has none, or where nobody knows it. */
function seedText(seed: number | null): string {
  return seed === null || Number.isNaN(seed) ? '' : `seed ${seed}`
}

/** The same behind something else: ` · seed 3`. */
export function andSeed(seed: number | null): string {
  const text = seedText(seed)
  return text === '' ? '' : ` · ${text}`
}
