import { afterEach, beforeEach, expect, test } from 'vitest'
import { BOUNDS, type NamedView } from '#src/vocabulary/index.ts'
import { PROTOCOL_VERSION } from '#src/wire/protocol.ts'
import { eventually, startWorld, type World } from '../world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(() => world.close())

/** A page that has said hello, and what it has heard last of the views. */
async function page() {
  const viewer = await world.viewer()
  const heard: { views: readonly NamedView[] | null } = { views: null }
  viewer.on('views', (views) => (heard.views = views))
  await viewer.emitWithAck('hello', { protocol: PROTOCOL_VERSION })
  return { viewer, heard }
}
const over = (method: string, body?: unknown) =>
  fetch(`${world.hub.url}/api/views`, {
    method,
    headers: { authorization: `Bearer ${world.token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
const save = { type: 'save', name: 'Late grokking', page: '/compare', query: 'where=seed+%3D+1&zoom=1~2' } as const

test('what one page saves every other page hears of, and whoever asks later, in either way', async () => {
  const [one, other] = [await page(), await page()]
  expect(await one.viewer.emitWithAck('changeViews', save)).toEqual({ ok: true })
  const { type: _, ...said } = save
  const kept = { ...said, savedAt: expect.any(Number) as number }
  await eventually(() => other.heard.views !== null)
  expect(other.heard.views).toEqual([kept])
  expect(await other.viewer.emitWithAck('views')).toEqual({ ok: true, views: [kept] })
  expect(await (await over('GET')).json()).toEqual([kept])

  const renamed = await over('POST', { type: 'rename', name: 'Late grokking', to: 'Later' })
  expect(await renamed.json()).toEqual([{ ...kept, name: 'Later' }])
  await eventually(() => one.heard.views?.[0]?.name === 'Later')
  expect(await one.viewer.emitWithAck('changeViews', { type: 'remove', name: 'Later' })).toEqual({ ok: true })
  await eventually(() => other.heard.views?.length === 0)
  expect(world.store.views()).toEqual([])
})

test.each([
  ['a page elsewhere', { ...save, page: '//evil.example' }, 'page: expected the page of a view'],
  ['a page that is none', { ...save, page: '/runs/../api' }, 'page: expected the page of a view'],
  ['a name that cannot be seen', { ...save, name: ' \u200b' }, 'name: expected a name of 1 to 256 characters'],
  ['too long an address', { ...save, query: 'q'.repeat(BOUNDS.viewQuery + 1) }, 'at most 8192 characters'],
  ['what is no query', { ...save, query: '?q=1' }, 'query: expected the parameters of an address'],
  ['another place of the page', { ...save, query: 'q=1#there' }, 'query: expected the parameters of an address'],
  ['an unknown change', { type: 'share', name: 'x' }, 'expected'],
  ['a view that is not there', { type: 'remove', name: 'Late' }, "Unknown view 'Late'"],
])('%s is refused, and nothing is kept', async (_what, change, why) => {
  const response = await over('POST', change)
  expect(response.status).toBeGreaterThanOrEqual(400)
  expect(((await response.json()) as { error: string }).error).toContain(why)
  const { viewer } = await page()
  expect(await viewer.emitWithAck('changeViews', change as never)).toMatchObject({ ok: false })
  expect(world.store.views()).toEqual([])
})
