import type { RandomStream } from '#src/vocabulary/random.ts'

/** `count` different places among `n`, every choice equally likely: the first steps of a shuffle, and no more. */
export function someOf(n: number, count: number, random: RandomStream): Int32Array {
  const places = Int32Array.from({ length: n }, (_, i) => i)
  for (let i = 0; i < count; i++) {
    const j = i + random.integer(n - i)
    const held = places[i] as number
    places[i] = places[j] as number
    places[j] = held
  }
  return places.slice(0, count)
}
