import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SweepForecast, SweepRequest } from '#src/vocabulary/index.ts'
import { Forecast } from '#dashboard/run/forecast.svelte.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const request = (seeds: string): SweepRequest => ({ experiment: 'e', seeds })
const told = (runs: number) => ({ runs }) as SweepForecast

test('what was typed last is asked about, and an answer to what was typed before is not shown', async () => {
  const answers = new Map<string, (forecast: SweepForecast) => void>()
  const forecast = new Forecast(({ seeds = '' }) => new Promise((resolve) => answers.set(seeds, resolve)))
  forecast.ask(request('1'))
  forecast.ask(request('2'))
  await vi.runAllTimersAsync()
  expect([...answers.keys()]).toEqual(['2'])
  forecast.ask(request('3'))
  await vi.runAllTimersAsync()
  answers.get('3')!(told(3))
  answers.get('2')!(told(2))
  await vi.runAllTimersAsync()
  expect(forecast.told).toEqual(told(3))
  forecast.ask(request('4'))
  expect(forecast.told).toBeNull()
})

test('why something cannot be is told until something else is asked', async () => {
  const forecast = new Forecast(() => Promise.reject(new Error('weightDecay: expected a number')))
  forecast.ask(request('1'))
  await vi.runAllTimersAsync()
  expect(forecast.problem).toBe('weightDecay: expected a number')
  forecast.forget()
  expect(forecast.problem).toBeNull()
})
