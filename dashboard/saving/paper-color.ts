/**
 * What a color of the page is on paper. Paper is white whatever the theme: an element with the light scheme is asked what a CSS
 * expression comes to, and a canvas turns that into bytes, since it may be in any color space.
 */
export function paperColor(expression: string): string {
  const known = resolved.get(expression)
  if (known !== undefined) return known
  const probe = document.createElement('span')
  probe.hidden = true
  probe.style.colorScheme = 'light'
  probe.style.color = expression
  document.body.append(probe)
  const context = new OffscreenCanvas(1, 1).getContext('2d')!
  context.fillStyle = getComputedStyle(probe).color
  probe.remove()
  context.fillRect(0, 0, 1, 1)
  const [red, green, blue] = context.getImageData(0, 0, 1, 1).data
  const hex = `#${[red, green, blue].map((byte) => byte!.toString(16).padStart(2, '0')).join('')}`
  resolved.set(expression, hex)
  return hex
}

const resolved = new Map<string, string>()
