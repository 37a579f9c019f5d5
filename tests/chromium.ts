import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

/** Where the browser is that the end-to-end tests drive, or null. `PHASESCOPE_CHROMIUM` names another. */
export function chromiumPath(): string | null {
  return [process.env.PHASESCOPE_CHROMIUM, ...PLACES].find((path) => path !== undefined && existsSync(path)) ?? null
}

/** Installs Debian's Chromium where there is none and we may; says what to do where we may not. */
export function ensureChromium(): string {
  const present = chromiumPath()
  if (present !== null) return present
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    throw new Error(
      'The browser tests need Chromium: install it (Debian: apt-get install chromium) or name it in PHASESCOPE_CHROMIUM',
    )
  }
  process.stderr.write('Installing Chromium …\n')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    const { status, stderr } = spawnSync('apt-get', args, { env, encoding: 'utf8' })
    if (status !== 0)
      throw new Error(`apt-get ${args[0]} ended with code ${status}: ${stderr.trim().split('\n').at(-1)}`)
  }
  const installed = chromiumPath()
  if (installed === null)
    throw new Error('apt-get installed chromium, yet it is in none of the known places; name it in PHASESCOPE_CHROMIUM')
  return installed
}

/** How long a browser on the busiest machine may take to start, or to show what is to come. */
const LONGEST_MS = 180_000

/**
 * What Playwright turns off in Chromium, which heeds only the last such list, and the popups of an address bar that nobody sees,
 * for which every page would have a renderer more.
 */
const OFF = [
  ...['AvoidUnnecessaryBeforeUnloadCheckSync', 'DestroyProfileOnBrowserClose', 'HttpsUpgrades'],
  ...[
    'HttpsFirstBalancedModeAutoEnable',
    'LensOverlay',
    'MediaRouter',
    'PaintHolding',
    'ThirdPartyStoragePartitioning',
  ],
  ...['AvoidCorsURLLoaderRestartOnRedirect', 'OptimizationHints', 'NetworkTimeServiceQuerying', 'AimEnabled'],
  ...['PreconnectToSearch', 'WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'],
]

/** A headless browser that asks nothing of the network. */
export async function launchChromium(): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: ensureChromium(),
    timeout: LONGEST_MS,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      `--disable-features=${OFF.join(',')}`,
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  browser.on('context', (context) => context.setDefaultTimeout(LONGEST_MS))
  return browser
}
