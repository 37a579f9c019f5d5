import type { RandomStream } from '#src/vocabulary/random.ts'

export type Sums = 'whole' | 'modular'
type Visit = (i: number, j: number, m: number, n: number) => void

/**
 * The pairs of unordered pairs of 0 … p − 1 that have one sum, i + j = m + n: every one in turn, or one at random, all
 * equally likely. Ten numbers make 55 pairs and, with whole sums, 70 such pairs of pairs.
 */
export function parallelograms(p: number, sums: Sums) {
  const pairs: [number, number][][] = Array.from({ length: sums === 'modular' ? p : 2 * p - 1 }, () => [])
  for (let i = 0; i < p; i++) {
    for (let j = i; j < p; j++) pairs[sums === 'modular' ? (i + j) % p : i + j]?.push([i, j])
  }
  const counts = pairs.map(({ length }) => (length * (length - 1)) / 2)
  const count = counts.reduce((sum, each) => sum + each, 0)
  return {
    count,
    all(visit: Visit) {
      for (const group of pairs) {
        for (const [at, [i, j]] of group.entries()) {
          for (let other = at + 1; other < group.length; other++) {
            const [m, n] = group[other] as [number, number]
            visit(i, j, m, n)
          }
        }
      }
    },
    drawn(random: RandomStream, visit: Visit) {
      let place = random.integer(count)
      let sum = 0
      while (place >= (counts[sum] as number)) place -= counts[sum++] as number
      const group = pairs[sum] as [number, number][]
      const first = random.integer(group.length)
      const second = (first + 1 + random.integer(group.length - 1)) % group.length
      const [i, j] = group[first] as [number, number]
      const [m, n] = group[second] as [number, number]
      visit(i, j, m, n)
    },
  }
}
