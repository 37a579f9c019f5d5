import { flushSync } from 'svelte'
import { BehaviorSubject, Observable } from 'rxjs'
import { expect, test } from 'vitest'
import { watched } from './watched.svelte.ts'
import { Latest } from '#dashboard/live/latest.svelte.ts'

test('an effect that reads it runs again with each value', () => {
  const source = new BehaviorSubject(1)
  const seen: number[] = []
  const stop = watched(new Latest(source, 0), (value) => seen.push(value))
  flushSync()
  source.next(2)
  flushSync()
  expect(seen.at(-1)).toBe(2)
  expect(seen).toContain(1)
  stop()
})

test('it listens only while something reads it, and then lets go', async () => {
  let listeners = 0
  const source = new Observable<number>((subscriber) => {
    listeners++
    subscriber.next(listeners)
    return () => listeners--
  })
  const latest = new Latest(source, 0)
  expect([latest.current, listeners]).toEqual([0, 0])
  const stop = watched(latest, () => {})
  flushSync()
  expect([latest.current, listeners]).toEqual([1, 1])
  stop()
  await Promise.resolve()
  expect(listeners).toBe(0)
})
