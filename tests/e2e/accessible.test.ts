import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { start, temporaryFolder, type Running } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { axeFinds } from './axe.ts'
import { opened, type Opened } from './opened.ts'
import { curve, storeRuns } from './stored-run.ts'
import { storeStudy } from './study.ts'

/** What axe says of every page that there is, in either theme and in high contrast, for who may control and for who may only look. */
const data = temporaryFolder()
const none = temporaryFolder()
let hub: Served
let empty: Served
let secret: Served
let trainer: Running
let live: string
let owner: Opened
let guest: Opened
let study: string[]
/** What any page fetched from anywhere but its hub. */
const elsewhere: string[] = []

beforeAll(async () => {
  storeRuns(data.path, [
    {
      id: 'stored',
      curves: [
        curve('train-loss', 200, (step) => Math.exp(-step / 60)),
        curve('test-loss', 200, (step) => 1 + Math.exp(-step / 60)),
        curve('norm/a', 200, (step) => 1 + step, { group: 'norms' }),
        curve('norm/b', 200, (step) => 2 + step, { group: 'norms' }),
        // Two panels that would be called the same.
        curve('norm.v2', 200, (step) => 3 + step, { group: 'norms' }),
      ],
    },
  ])
  study = storeStudy(data.path, { decays: [0, 1, 5], widths: [64, 128], seeds: 2, steps: 60 })
  hub = await served(data.path)
  empty = await served(none.path, { args: ['--private'] })
  secret = empty
  trainer = start(['train', 'grok-mlp-small', '--steps', '100000', '--hub', hub.url, '--data', data.path, '--json'])
  await trainer.says(/"step":20[,}]/)
  const stored = new Set(['stored', ...study])
  live = (await hub.atLeast(stored.size + 1)).find(({ run }) => !stored.has(run.id))!.run.id
  owner = await opened()
  await owner.enter(hub)
  guest = await opened()
  const own = new Set([hub.url, empty.url].map((url) => new URL(url).host))
  for (const { page } of [owner, guest]) {
    const asked = (address: string) => {
      const { protocol, host } = new URL(address)
      if (protocol !== 'data:' && protocol !== 'blob:' && !own.has(host)) elsewhere.push(address)
    }
    page.on('request', (request) => asked(request.url()))
    page.on('websocket', (socket) => asked(socket.url()))
  }
})
afterAll(async () => {
  await owner?.[Symbol.asyncDispose]()
  await guest?.[Symbol.asyncDispose]()
  trainer?.child.kill('SIGKILL')
  await hub?.kill()
  await empty?.kill()
  data[Symbol.dispose]()
  none[Symbol.dispose]()
})

/** A page, who looks at it, and what makes it what it is to be. */
interface Look {
  readonly of: string
  readonly by?: 'guest'
  /** The live run trains while it is looked at; for all others it is paused, and the machine is theirs. */
  readonly trains?: true
  readonly at: () => string
  /** What is there once the page is. */
  readonly ready: string
  readonly then?: (page: Page) => Promise<unknown>
}

const drawn = '[data-testid="badge"]:not(:empty)'
const dialog = 'dialog[open]'
const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first()

const compared = (query: string) => `${hub.url}/compare?runs=${study.join(',')}${query}`

/** The first charts of a page, each with what it draws as a table. */
async function tables(page: Page): Promise<void> {
  for (const toggle of (await page.getByRole('button', { name: /as a table$/ }).all()).slice(0, 2)) await toggle.click()
}

async function effects(page: Page): Promise<Locator> {
  const region = page.getByRole('region', { name: 'Effects' })
  await region.scrollIntoViewIfNeeded()
  await region.getByTestId('never').waitFor()
  return region
}

/** What is otherwise on a phone: more stands close together, and more is moved sideways. */
const PHONE_RULES = ['target-size', 'scrollable-region-focusable', 'button-name', 'link-name', 'color-contrast']

const LOOKS: readonly Look[] = [
  { of: 'the run list', at: () => `${hub.url}/`, ready: '[data-run]' },
  { of: 'the run list of a guest', by: 'guest', at: () => `${hub.url}/`, ready: '[data-run]' },
  { of: 'a list without a match', at: () => `${hub.url}/?q=nothing`, ready: 'p.none' },
  { of: 'runs in groups, some of them chosen', at: () => `${hub.url}/?group=seed&chosen=stored&columns=status,tags,modulus,last("test-loss")`, ready: '[data-run]' }, // prettier-ignore
  { of: 'an expression that is none', at: () => `${hub.url}/?q=${encodeURIComponent('seed > > 1')}`, ready: '[data-testid="caret"]' }, // prettier-ignore
  { of: 'what could stand in an expression', at: () => `${hub.url}/`, ready: '[data-run]', then: (page) => page.getByLabel('Filter runs').pressSequentially('seed > 1 and ste').then(() => page.getByRole('option').first().waitFor()) }, // prettier-ignore
  { of: 'the palette', at: () => `${hub.url}/`, ready: '[data-run]', then: (page) => page.keyboard.press('Control+k').then(() => page.locator('#offer-0').waitFor()) }, // prettier-ignore
  { of: 'the columns', at: () => `${hub.url}/`, ready: '[data-run]', then: (page) => button(page, /^Columns…/).click().then(() => page.getByLabel('Search columns').waitFor()) }, // prettier-ignore
  { of: 'the menu of a run', at: () => `${hub.url}/`, ready: '[data-run]', then: (page) => page.locator('[data-more]').first().click().then(() => page.getByRole('menu').waitFor()) }, // prettier-ignore
  { of: 'a stored run', at: () => `${hub.url}/runs/stored`, ready: drawn },
  { of: 'a step that is looked back at', at: () => `${hub.url}/runs/stored?at=50&zoom=10~90&log=x`, ready: drawn },
  { of: 'the probes', at: () => `${hub.url}/runs/${live}?open=probes`, ready: 'aside [data-probe]' },
  { of: 'the card of a probe', at: () => `${hub.url}/runs/${live}?open=probes`, ready: 'aside [data-probe]', then: (page) => page.locator('[data-probe] .name').first().click() }, // prettier-ignore
  { of: 'the breakpoints', at: () => `${hub.url}/runs/${live}?open=breakpoints`, ready: 'aside' },
  { of: 'the costs', at: () => `${hub.url}/runs/${live}?open=costs`, ready: 'aside' },
  {
    of: 'the dialog of a fork',
    at: () => `${hub.url}/runs/stored`,
    ready: drawn,
    then: (page) => button(page, /^Fork…/).click(),
  },
  { of: 'the question before a stop', at: () => `${hub.url}/runs/${live}`, ready: drawn, then: (page) => button(page, /^Stop…/).click() }, // prettier-ignore
  { of: 'a run until a step', at: () => `${hub.url}/runs/${live}`, ready: drawn, then: (page) => button(page, /^Until…/).click() }, // prettier-ignore
  { of: 'the keys', at: () => `${hub.url}/runs/stored`, ready: drawn, then: (page) => page.keyboard.press('?').then(() => page.locator(dialog).waitFor()) }, // prettier-ignore
  { of: 'the panels of a run', at: () => `${hub.url}/runs/${live}?open=panels`, ready: 'aside' },
  { of: 'the menu of a panel', at: () => `${hub.url}/runs/stored`, ready: drawn, then: (page) => button(page, /^Move or size/).click() }, // prettier-ignore
  { of: 'the menu that saves a chart', at: () => `${hub.url}/runs/stored`, ready: drawn, then: (page) => button(page, /^Save /).click() }, // prettier-ignore
  { of: 'charts as tables', at: () => `${hub.url}/runs/${live}`, ready: drawn, then: tables },
  { of: 'a note that is written', at: () => `${hub.url}/runs/stored`, ready: drawn, then: (page) => button(page, /^Note…/).click().then(() => page.locator(dialog).waitFor()) }, // prettier-ignore
  { of: 'the details of a run', at: () => `${hub.url}/runs/stored`, ready: drawn, then: (page) => button(page, /^Details/).click() }, // prettier-ignore
  { of: 'the tags of a run', at: () => `${hub.url}/`, ready: '[data-run]', then: (page) => page.locator('[data-more]').first().click().then(() => page.getByRole('menuitem', { name: 'Tag…' }).click()).then(() => page.locator(dialog).waitFor()) }, // prettier-ignore
  { of: 'groups of runs', at: () => compared(''), ready: drawn },
  { of: 'a group alone', at: () => compared('&only=1'), ready: drawn, then: tables },
  { of: 'the effects of a parameter', at: () => compared(''), ready: drawn, then: (page) => effects(page).then((region) => region.getByText('Table', { exact: true }).click()) }, // prettier-ignore
  {
    of: 'the effects of two parameters',
    at: () => compared('&split=width'),
    ready: drawn,
    then: async (page) => {
      const region = await effects(page)
      await region.getByRole('combobox', { name: 'and', exact: true }).selectOption('width')
      await region.getByTestId('heat').waitFor()
    },
  },
  {
    of: 'the clock of an event',
    at: () => compared('&clock=event:grokked'),
    ready: drawn,
    then: async (page) => {
      // It is asked once it is seen, and may be drawn anew while it is scrolled to.
      const region = page.getByRole('region', { name: 'What moves first' })
      const isSeen = () => region.scrollIntoViewIfNeeded().then(() => true, () => false) // prettier-ignore
      await expect.poll(isSeen).toBe(true)
      await region.locator('tr[data-series]').first().waitFor()
    },
  },
  { of: 'the form that launches runs', at: () => `${hub.url}/launch`, ready: 'form' },
  { of: 'the form that launches runs of a guest', by: 'guest', at: () => `${hub.url}/launch`, ready: 'form' },
  { of: 'a comparison', at: () => `${hub.url}/compare?runs=stored,${live}`, ready: drawn },
  { of: 'a difference', at: () => `${hub.url}/compare?runs=stored,${live}&minus=stored`, ready: drawn },
  { of: 'a comparison of nothing', at: () => `${hub.url}/compare`, ready: 'table' },
  { of: 'a run that is not there', at: () => `${hub.url}/runs/nothing`, ready: '[role="alert"]' },
  { of: 'a page that is not there', at: () => `${hub.url}/nothing`, ready: 'h1' },
  { of: 'the page of a hub that asks for a token', by: 'guest', at: () => `${secret.url}/`, ready: 'h1' },
  // Last, so that in all others it has few steps.
  { of: 'a live run', trains: true, at: () => `${hub.url}/runs/${live}`, ready: drawn },
  { of: 'a live run of a guest', by: 'guest', trains: true, at: () => `${hub.url}/runs/${live}`, ready: drawn },
]

describe('axe finds nothing on', () => {
  it.each(LOOKS.map((look) => [look.of, look] as const))('%s', async (_of, look) => {
    const { page } = look.by === 'guest' ? guest : owner
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce', forcedColors: 'none' })
    await hub.command(live, { type: look.trains === true ? 'resume' : 'pause' })
    await page.goto(look.at())
    await page.locator(look.ready).first().waitFor()
    await look.then?.(page)
    // A target that is half under what stays at the top while one scrolls would count as a small one.
    await page.evaluate(() => scrollTo(0, 0))
    expect(await axeFinds(page), 'in the light theme').toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await axeFinds(page, ['color-contrast']), 'in the dark theme').toEqual([])
    await page.emulateMedia({ colorScheme: 'dark', forcedColors: 'active' })
    expect(await axeFinds(page, ['color-contrast']), 'in high contrast').toEqual([])
    await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' })
    await page.setViewportSize({ width: 360, height: 740 })
    expect(await axeFinds(page, PHONE_RULES), 'on a phone').toEqual([])
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(await overflow(), 'beyond the edge of a phone').toBeLessThanOrEqual(0)
    await page.setViewportSize({ width: 1440, height: 1000 })
  })
})

it('the welcome of a hub without runs is found nothing wrong with', async () => {
  await using browser = await opened()
  await browser.enter(empty)
  await browser.page.getByText('No runs yet').waitFor()
  expect(await axeFinds(browser.page)).toEqual([])
})

it('no page fetched anything from elsewhere', () => expect(elsewhere).toEqual([]))
