import type { Page } from 'playwright-core'

/** What has the focus, as it is called, and whether one sees that it has it. */
export interface Stop {
  readonly name: string
  readonly tag: string
  readonly isOutlined: boolean
  /** How much of it is within the window, in pixels of the smaller side. */
  readonly seen: number
}

/** Where a page's focus stands; null where it is on the page as a whole. */
export function stopOf(page: Page): Promise<Stop | null> {
  return page.evaluate(() => {
    const at = document.activeElement
    if (!(at instanceof HTMLElement) || at === document.body) return null
    const style = getComputedStyle(at)
    const { left, right, top, bottom } = at.getBoundingClientRect()
    const within = (from: number, to: number, end: number) => Math.min(to, end) - Math.max(from, 0)
    return {
      name: (at.getAttribute('aria-label') ?? at.innerText ?? '').trim(),
      tag: at.tagName.toLowerCase(),
      isOutlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1,
      seen: Math.min(within(left, right, innerWidth), within(top, bottom, innerHeight)),
    }
  })
}

/** Presses Tab until something of that name has the focus. */
export async function tabTo(page: Page, name: RegExp | string, key = 'Tab'): Promise<void> {
  const passed: string[] = []
  for (let i = 0; i < 250; i++) {
    await page.keyboard.press(key)
    const stop = await stopOf(page)
    if (stop !== null && (typeof name === 'string' ? stop.name === name : name.test(stop.name))) return
    passed.push(stop?.name ?? 'the page')
  }
  throw new Error(`Expected ${key} to come to ${String(name)}; it came to ${[...new Set(passed)].join(', ')}`)
}
