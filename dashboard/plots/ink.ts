/**
 * Colors for a canvas. A canvas does not know CSS variables nor light-dark(): an element in the page's own theme is
 * asked what they come to.
 */
const resolved = new Map<string, string>()
let probe: HTMLElement | null = null

/** The color that a CSS expression such as `var(--series-1)` comes to at present. */
export function ink(expression: string): string {
  const known = resolved.get(expression)
  if (known !== undefined) return known
  if (probe === null || !probe.isConnected) {
    probe = document.createElement('span')
    probe.hidden = true
    // Under high contrast a text would be in the system's color: a curve keeps its own.
    probe.style.setProperty('forced-color-adjust', 'none')
    document.body.append(probe)
  }
  probe.style.color = ''
  probe.style.color = expression
  const color = getComputedStyle(probe).color
  resolved.set(expression, color)
  return color
}

/** After the theme has changed, every color is asked for again. */
export function forgetInk(): void {
  resolved.clear()
}
