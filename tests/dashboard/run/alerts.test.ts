import { Subject } from 'rxjs'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Mark } from '#src/vocabulary/index.ts'
import { alertOf, type Alert } from '#dashboard/run/alert-text.ts'
import { Alerts, ALERTS_KEY, type Desktop } from '#dashboard/run/alerts.svelte.ts'

beforeEach(() => {
  vi.useFakeTimers()
  localStorage.removeItem(ALERTS_KEY)
})
afterEach(() => {
  vi.useRealTimers()
  localStorage.removeItem(ALERTS_KEY)
})

const mark = (step: number, label = 'Grokked', about = 'It generalizes'): Mark => ({
  by: 'grokked',
  step,
  label,
  about,
})

/** A desktop that answers as it is told, and keeps what it is shown. */
function desktop(answer: NotificationPermission, said: Partial<Desktop> = {}) {
  const shown: Alert[] = []
  const asked = { permission: () => answer, ask: () => Promise.resolve(answer), lacks: null }
  return { shown, ...asked, show: (alert: Alert) => void shown.push(alert), ...said } satisfies Desktop & { shown: Alert[] } // prettier-ignore
}

test('one event is said whole, several by their kinds', () => {
  expect(alertOf('Addition', [mark(1_204)])).toMatchObject({ title: 'Grokked at step 1,204', body: 'Addition: It generalizes' }) // prettier-ignore
  const many = [...Array.from({ length: 97 }, (_, i) => mark(i, 'Loss spike')), ...['A', 'B', 'C', 'D'].map((label) => mark(200, label))] // prettier-ignore
  expect(alertOf('Addition', many)).toMatchObject({
    title: '101 events to step 200',
    body: 'Addition: 97 × Loss spike, A, B, C, 1 more',
  })
  const long = alertOf('n'.repeat(5_000), [mark(1, 'l'.repeat(5_000), 'a'.repeat(100_000))])
  expect(long.title.length + long.body.length).toBeLessThan(1_000)
})

test('nothing is shown before somebody asked, and the first at once then; what follows it is gathered', async () => {
  const [here, marks] = [desktop('granted'), new Subject<Mark>()]
  const alerts = new Alerts(here)
  alerts.follow(marks, () => 'r')
  marks.next(mark(1))
  expect([alerts.isOn, here.shown]).toEqual([false, []])
  await alerts.begin()
  for (let step = 2; step < 200; step++) marks.next(mark(step))
  expect(here.shown.map(({ title }) => title)).toEqual(['Grokked at step 2'])
  vi.advanceTimersByTime(5_000)
  expect(here.shown.map(({ title }) => title)).toEqual(['Grokked at step 2', '197 events to step 199'])
  vi.advanceTimersByTime(60_000)
  marks.next(mark(300))
  expect(here.shown).toHaveLength(3)
  alerts.end()
  vi.advanceTimersByTime(60_000)
  marks.next(mark(301))
  expect(here.shown).toHaveLength(3)
})

test('what was asked for is remembered, as long as the browser allows it', async () => {
  await new Alerts(desktop('granted')).begin()
  expect(new Alerts(desktop('granted')).isOn).toBe(true)
  const denied = new Alerts(desktop('denied'))
  expect([denied.isOn, denied.why]).toEqual([false, expect.stringMatching(/denies/)])
  new Alerts(desktop('granted')).end()
  expect(new Alerts(desktop('granted')).isOn).toBe(false)
})

test.each([
  ['denied', {}, /denies notifications to this page/],
  ['default', {}, /was not told to allow/],
  ['granted', { lacks: 'This browser has no desktop notifications' }, /has no desktop notifications/],
] as const)('where the answer is %s, %o, the page says why there are none', async (answer, said, why) => {
  const alerts = new Alerts(desktop(answer, said))
  expect(alerts.why).toBeNull()
  await alerts.begin()
  expect([alerts.isOn, alerts.why]).toEqual([false, expect.stringMatching(why)])
  expect(localStorage.getItem(ALERTS_KEY)).toBeNull()
})

test('a browser that cannot show one says so, and the run is followed on', async () => {
  const marks = new Subject<Mark>()
  const show = () => {
    throw new TypeError('Illegal constructor')
  }
  const alerts = new Alerts(desktop('granted', { show }))
  await alerts.begin()
  const stop = alerts.follow(marks, () => 'r')
  marks.next(mark(1))
  expect(alerts.why).toMatch(/could not show a notification: TypeError: Illegal constructor/)
  stop()
  expect(marks.observed).toBe(false)
})
