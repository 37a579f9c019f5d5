/** By how much this clock is ahead of another, in milliseconds: of a few questions, the one answered fastest tells best. */
export async function clockAhead(ask: () => Promise<number>): Promise<number> {
  let best = { took: Infinity, ahead: 0 }
  for (let question = 0; question < 5; question++) {
    const asked = Date.now()
    try {
      const theirs = await ask()
      const took = Date.now() - asked
      if (took < best.took) best = { took, ahead: asked + took / 2 - theirs }
    } catch {
      return best.ahead // the connection is gone, and what is said next over it will show that
    }
  }
  // Less than half the way there and back cannot be told from nothing, which on one machine it is.
  return Math.abs(best.ahead) <= best.took / 2 + 1 ? 0 : best.ahead
}
