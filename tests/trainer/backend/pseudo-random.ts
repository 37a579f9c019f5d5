/** The same numbers everywhere, between -1 and 1 (a linear congruential generator). */
export function pseudoRandom(count: number): number[] {
  let state = 12345
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return (state / 0x7fffffff) * 2 - 1
  })
}
