import type { CDPSession, Page } from 'playwright-core'

/**
 * Milliseconds of processor time that a page's main thread has taken in all: unlike a clock's, whatever else the machine
 * does. What it waits for, the network and the hub, is not in it.
 */
export async function pageCpu(page: Page): Promise<() => Promise<number>> {
  const session: CDPSession = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics')
    const taken = metrics.find(({ name }) => name === 'TaskDuration')
    if (taken === undefined) throw new Error('Expected TaskDuration among what Chromium measures of a page')
    return taken.value * 1000
  }
}
