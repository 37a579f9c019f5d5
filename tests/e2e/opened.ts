import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { launchChromium } from '../chromium.ts'
import type { Served } from '../served.ts'

const PICTURES = join(import.meta.dirname, '..', 'output')

/**
 * A page as in a browser of its own, and all that went wrong in it: cookies, storage, cache and permissions are shared with
 * no other. The browser's process is: to start one takes longer than most tests.
 */
export interface Opened extends AsyncDisposable {
  readonly page: Page
  /** What the page threw. */
  readonly thrown: string[]
  /** That, and what it wrote to its console as an error. */
  readonly errors: string[]
  /** Opens the address that a hub printed, and from then on the page may control its runs. */
  enter(hub: Pick<Served, 'entrance'>): Promise<void>
  /** Keeps what the page looks like now, for whoever looks at the output of the tests. */
  picture(name: string): Promise<void>
}

/** Opens a page as wide as a laptop; `alone`, in a process of its own, for who asks what that holds. */
export async function opened({ alone = false } = {}): Promise<Opened> {
  mkdirSync(PICTURES, { recursive: true })
  const own = alone ? await launchChromium() : null
  const context = await (own ?? (await launched())).newContext({ viewport: { width: 1440, height: 1000 } })
  const page = await context.newPage()
  const thrown: string[] = []
  const errors: string[] = []
  page.on('pageerror', (error) => {
    thrown.push(String(error))
    errors.push(String(error))
  })
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  return {
    page,
    thrown,
    errors,
    async enter({ entrance }) {
      await page.goto(entrance)
      await page.waitForURL((url) => !url.searchParams.has('ticket'))
    },
    picture: async (name) => void (await page.screenshot({ path: join(PICTURES, `${name}.png`) })),
    [Symbol.asyncDispose]: () => (own ?? context).close(),
  }
}

let running: Promise<Browser> | null = null

/** The browser of this process, which ends with it. Another where that has crashed. */
function launched(): Promise<Browser> {
  running ??= launchChromium().then((browser) => browser.on('disconnected', () => (running = null)))
  return running
}
