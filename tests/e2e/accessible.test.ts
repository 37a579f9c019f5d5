import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { start, temporaryFolder, type Running } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { axeFinds } from './axe.ts'
import { opened, type Opened } from './opened.ts'
import { curve, storeRuns } from './stored-run.ts'

/** What axe says of every page that there is, in either theme, for who may control and for who may only look. */
const data = temporaryFolder()
const none = temporaryFolder()
let hub: Served
let empty: Served
let secret: Served
let trainer: Running
let live: string
let owner: Opened
let guest: Opened

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
  hub = await served(data.path)
  empty = await served(none.path, { args: ['--private'] })
  secret = empty
  trainer = start(['train', 'grok-mlp-small', '--steps', '100000', '--hub', hub.url, '--data', data.path, '--json'])
  await trainer.says(/"step":20[,}]/)
  live = (await hub.atLeast(2)).find(({ run }) => run.id !== 'stored')!.run.id
  owner = await opened()
  await owner.enter(hub)
  guest = await opened()
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
  readonly at: () => string
  /** What is there once the page is. */
  readonly ready: string
  readonly then?: (page: Page) => Promise<unknown>
}

const drawn = '[data-testid="badge"]:not(:empty)'
const dialog = 'dialog[open]'
const button = (page: Page, name: RegExp) => page.getByRole('button', { name }).first()

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
  { of: 'a live run', at: () => `${hub.url}/runs/${live}`, ready: drawn },
  { of: 'a live run of a guest', by: 'guest', at: () => `${hub.url}/runs/${live}`, ready: drawn },
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
  { of: 'a comparison', at: () => `${hub.url}/compare?runs=stored,${live}`, ready: drawn },
  { of: 'a difference', at: () => `${hub.url}/compare?runs=stored,${live}&minus=stored`, ready: drawn },
  { of: 'a comparison of nothing', at: () => `${hub.url}/compare`, ready: 'table' },
  { of: 'a run that is not there', at: () => `${hub.url}/runs/nothing`, ready: '[role="alert"]' },
  { of: 'a page that is not there', at: () => `${hub.url}/nothing`, ready: 'h1' },
  { of: 'the page of a hub that asks for a token', by: 'guest', at: () => `${secret.url}/`, ready: 'h1' },
]

describe('axe finds nothing on', () => {
  it.each(LOOKS.map((look) => [look.of, look] as const))('%s', async (_of, look) => {
    const { page } = look.by === 'guest' ? guest : owner
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await page.goto(look.at())
    await page.locator(look.ready).first().waitFor()
    await look.then?.(page)
    expect(await axeFinds(page), 'in the light theme').toEqual([])
    await page.emulateMedia({ colorScheme: 'dark' })
    expect(await axeFinds(page, ['color-contrast']), 'in the dark theme').toEqual([])
  })
})

it('the welcome of a hub without runs is found nothing wrong with', async () => {
  await using browser = await opened()
  await browser.enter(empty)
  await browser.page.getByText('No runs yet').waitFor()
  expect(await axeFinds(browser.page)).toEqual([])
})
