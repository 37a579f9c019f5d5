import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'

/** A file that a page handed to its browser. */
export interface SavedFile {
  readonly name: string
  readonly bytes: Buffer
  readonly text: string
}

/** Does something that saves a file, and resolves with that. */
export async function fileSavedBy(page: Page, act: () => Promise<void>): Promise<SavedFile> {
  const [download] = await Promise.all([page.waitForEvent('download'), act()])
  const bytes = readFileSync(await download.path())
  return { name: download.suggestedFilename(), bytes, text: bytes.toString('utf8') }
}

/** Saves a chart by its menu. */
export async function savedChart(page: Page, title: string, format: 'SVG' | 'PNG' | 'CSV'): Promise<SavedFile> {
  const handle = page.getByRole('button', { name: `Save ${title}`, exact: true })
  return fileSavedBy(page, async () => {
    if ((await handle.getAttribute('aria-expanded')) !== 'true') await handle.click()
    await page
      .getByRole('group', { name: `Save ${title} as` })
      .getByRole('button', { name: format })
      .click()
  })
}

/** What an SVG is made of, as an XML parser reads it. */
export interface ReadSvg {
  readonly width: string
  readonly texts: readonly string[]
  /** Of each panel: from where to where its axes go. */
  readonly panels: readonly { readonly x: readonly number[]; readonly y: readonly number[] }[]
  readonly strokes: readonly string[]
  readonly titles: readonly string[]
  readonly desc: string
  readonly images: number
}

export function readSvg(page: Page, text: string): Promise<ReadSvg> {
  return page.evaluate((svg) => {
    const { documentElement: root } = new DOMParser().parseFromString(svg, 'image/svg+xml')
    if (root.querySelector('parsererror') !== null || root.nodeName !== 'svg') throw new Error(root.textContent)
    const all = (selector: string) => [...root.querySelectorAll(selector)]
    const numbers = (value: string | null) => (value ?? '').split(' ').map(Number)
    return {
      width: root.getAttribute('width') ?? '',
      texts: all('text').map(({ textContent }) => textContent),
      panels: all('[data-x]').map((panel) => ({
        x: numbers(panel.getAttribute('data-x')),
        y: numbers(panel.getAttribute('data-y')),
      })),
      strokes: [...new Set(all('[stroke]').map((one) => one.getAttribute('stroke') ?? ''))],
      titles: all('title').map(({ textContent }) => textContent),
      desc: root.querySelector('desc')?.textContent ?? '',
      images: all('image').length,
    }
  }, text)
}

/** How large a PNG is, and how many of its pixels have such a color. */
export function readPng(
  page: Page,
  bytes: Buffer,
  color: string,
): Promise<{ readonly width: number; readonly height: number; readonly inked: number }> {
  return page.evaluate(
    async ({ base64, hex }) => {
      const bitmap = await createImageBitmap(
        new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type: 'image/png' }),
      )
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')!
      context.drawImage(bitmap, 0, 0)
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
      const wanted = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16))
      let inked = 0
      for (let i = 0; i < data.length; i += 4)
        if (wanted.every((channel, k) => Math.abs(data[i + k]! - channel) < 12)) inked++
      return { width: bitmap.width, height: bitmap.height, inked }
    },
    { base64: bytes.toString('base64'), hex: color },
  )
}
