import { expect, test } from 'vitest'
import { isOfMachine, machineSeries } from '#src/vocabulary/index.ts'
import { openMachine } from '#trainer/observing/machine.ts'

test('what the machine did since it was asked last', () => {
  const use = { at: 0, cpu: 5e6, bytes: 100 }
  const machine = openMachine(() => [['machine-hub-lag', 12]], {
    now: () => use.at,
    cpuMicroseconds: () => use.cpu,
    memoryBytes: () => use.bytes,
  })
  Object.assign(use, { at: 2000, cpu: 8e6, bytes: 300 })
  expect(machine.read(50)).toEqual([
    ['machine-processor', 1.5],
    ['machine-memory', 300],
    ['machine-speed', 25],
    ['machine-hub-lag', 12],
  ])
  Object.assign(use, { at: 2500, cpu: 8e6 })
  expect(machine.read(60).slice(0, 3)).toEqual([
    ['machine-processor', 0],
    ['machine-memory', 300],
    ['machine-speed', 20],
  ])
})

test('no time has no speed', () => {
  expect(openMachine(() => [], { now: () => 7, cpuMicroseconds: () => 0, memoryBytes: () => 1 }).read(3)).toEqual([])
})

test('of this process it tells numbers that can be', () => {
  const machine = openMachine()
  let sum = 0
  for (let i = 0; i < 5e6; i++) sum += Math.sqrt(i)
  expect(sum).toBeGreaterThan(0)
  const [processor, memory, speed] = machine.read(10).map(([, value]) => value)
  expect(processor).toBeGreaterThan(0)
  expect(memory).toBeGreaterThan(1e6)
  expect(speed).toBeGreaterThan(0)
})

test('a series of the machine has its unit, and is known as one', () => {
  expect(machineSeries('machine-memory')).toMatchObject({
    name: 'machine-memory',
    unit: 'By',
    kind: 'scalar',
    group: 'time',
  })
  expect(['cost', 'machine-gpu', 'elapsed', 'machine', 'train-loss', 'toString'].map(isOfMachine)).toEqual([
    ...[true, true, false, false, false, false],
  ])
})
