import { Subject } from 'rxjs'
import { expect, test } from 'vitest'
import type { Envelope } from '#src/vocabulary/index.ts'
import { openHubLag } from '#src/cli/hub-lag.ts'

test('how long the last report took, or the oldest that is not there has waited', () => {
  let now = 0
  const lag = openHubLag(() => now)
  const envelope$ = new Subject<Envelope>()
  const seen: number[] = []
  envelope$.pipe(lag.sent).subscribe(({ seq }) => seen.push(seq))
  const send = (seq: number) => envelope$.next({ run: 'r', seq, at: 0, report: { type: 'measured', columns: [] } })

  expect(lag.read()).toBe(0)
  send(0)
  now = 30
  send(1)
  expect(lag.read()).toBe(30)
  now = 40
  lag.acknowledged(2)
  expect(lag.read(), 'the last took 10').toBe(10)
  send(2)
  now = 45
  expect(lag.read(), 'what waits has not waited as long').toBe(10)
  now = 1_045
  expect(lag.read()).toBe(1_005)
  lag.acknowledged(2)
  expect(lag.read(), 'nothing new was acknowledged').toBe(1_005)
  expect(seen).toEqual([0, 1, 2])
})

test('of very many that wait, the oldest still says how long', () => {
  let now = 0
  const lag = openHubLag(() => now)
  const envelope$ = new Subject<Envelope>()
  envelope$.pipe(lag.sent).subscribe()
  for (let seq = 0; seq < 5_000; seq++) {
    now = seq
    envelope$.next({ run: 'r', seq, at: 0, report: { type: 'measured', columns: [] } })
  }
  expect(lag.read()).toBe(4_999)
  lag.acknowledged(5_000)
  expect(lag.read()).toBe(4_000)
})
