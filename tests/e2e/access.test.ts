import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { leadTo } from '#src/cli/open-in-browser.ts'
import { phasescope, temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { opened, type Opened } from './opened.ts'

/** How a real browser gets in: what it makes of cookies, redirects and policies is its own, and tried here. */
const data = temporaryFolder()
let hub: Served
let browser: Opened

beforeAll(async () => {
  const small = ['--set', 'modulus=23', '--set', 'width=64', '--steps', '30', '--id', 'r']
  await phasescope(['train', 'grok-mlp-small', ...small, '--data', data.path])
  browser = await opened()
  hub = await served(data.path, { args: ['--private'] })
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

it('without a token, a private hub shows how to get in; with one, its page', async () => {
  const { page } = browser
  await page.goto(`${hub.url}/runs/r`)
  await page.getByText('phasescope open').waitFor()
  await page.getByLabel('Or enter a token').fill(hub.token)
  await page.getByRole('button', { name: 'Open' }).click()
  await page.locator('[data-testid="status"][data-status="completed"]').waitFor()
  await page.context().clearCookies()
})

it('a file that leads to a ticket brings it in, with a cookie that stays when it comes from there', async () => {
  const { page } = browser
  await page.goto(
    pathToFileURL(leadTo(new URL(`/runs/r${new URL(hub.entrance).search}`, hub.url).href, data.path)).href,
  )
  await page.locator('[data-testid="status"][data-status="completed"]').waitFor()
  expect(page.url()).toBe(`${hub.url}/runs/r`)
  const [cookie] = await page.context().cookies()
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', secure: false })
  expect(await page.evaluate(() => document.cookie)).toBe('')
  await page.reload()
  await page.locator('[data-testid="status"][data-status="completed"]').waitFor()
})

it('the page keeps to its own policy, in every part of it', async () => {
  const { page } = browser
  const violations: string[] = []
  page.on('console', (message) => /Content Security Policy/i.test(message.text()) && violations.push(message.text()))
  for (const path of ['/', '/runs/r', '/compare?runs=r', '/runs/r?theme=dark']) {
    await page.goto(`${hub.url}${path}`)
    await page.getByText('grok-mlp-small').first().waitFor()
  }
  expect(violations).toEqual([])
  // What the policy is there for: a script that somebody put into the page does not run.
  const hasRun = await page.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'window.hasRun = true'
    document.body.append(script)
    return 'hasRun' in window
  })
  expect(hasRun).toBe(false)
  await expect.poll(() => violations.length).toBeGreaterThan(0)
})

it('no page can frame it, and one of another site gets nothing with its cookie', async () => {
  const { page } = browser
  await page.goto(pathToFileURL(join(import.meta.dirname, 'foreign-page.html')).href)
  const fetched = await page.evaluate(async (url) => {
    const answer = await fetch(`${url}/api/runs`, { credentials: 'include' }).then(
      (response) => `answered ${response.status}`,
      () => 'kept',
    )
    const frame = document.createElement('iframe')
    frame.src = url
    await new Promise((resolve) => {
      frame.addEventListener('load', resolve)
      document.body.append(frame)
    })
    return answer
  }, hub.url)
  expect(fetched).toBe('kept')
  expect(browser.errors.join()).toMatch(/frame-ancestors|X-Frame-Options|Refused to (frame|display)/i)
})
