import { globSync } from 'node:fs'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'

/** As in every process that computes: see trainer/backend/exact-numbers.ts. */
const execArgv = ['--no-maglev']

/**
 * How long a test, a hook or a look at what is to come may take: long enough for a slow machine that is busy with other
 * things, so that only what would never end meets its limit.
 */
const patience = (limitMs: number) => ({
  testTimeout: limitMs,
  hookTimeout: limitMs,
  expect: { poll: { timeout: limitMs / 2 } },
})

/** Rooms whose tests leave their process as it was, so that many files share one. */
const rooms = [
  ...[
    ...['claims', 'figures', 'hub', 'run-state', 'schema', 'series', 'statistics', 'store', 'vocabulary', 'wire'],
  ].map((room) => `src/${room}`),
  ...[
    ...['checkpoints', 'data', 'experiments', 'formats', 'layers', 'losses', 'models', 'observing', 'offline'],
    ...['optimizers', 'run', 'sweeps', 'systems'],
  ].map((room) => `trainer/${room}`),
  'transitions',
].map((room) => `tests/${room}/**/*.test.ts`)

/** Files in them that change their process, by mocks, its environment or its clock, or look at all that it holds. */
const alone = [
  ...['migrate', 'migrate-from-two', 'migrate-from-three', 'threads'].map((file) => `tests/src/store/${file}.test.ts`),
  'tests/trainer/formats/bounds.test.ts',
]

const sharing = globSync(rooms).filter((file) => !alone.includes(file))

/**
 * Files of such rooms, of probes and of the dashboard share processes: a process, a backend or a document for each would
 * take longer than the tests.
 *
 * Rune modules run in a browser-like environment: in plain Node the bridge from Observable to rune never subscribes.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: [
            ...sharing,
            ...['tests/probes/**', 'tests/dashboard/**', 'tests/e2e/**', 'tests/chaos/**', 'tests/long/**'],
          ],
          ...patience(600_000),
          maxWorkers: 2,
          execArgv,
        },
      },
      {
        test: {
          name: 'sharing',
          environment: 'node',
          include: sharing,
          ...patience(600_000),
          maxWorkers: 2,
          isolate: false,
          execArgv,
        },
      },
      {
        test: {
          name: 'probes',
          environment: 'node',
          include: ['tests/probes/**/*.test.ts'],
          ...patience(600_000),
          maxWorkers: 2,
          isolate: false,
          execArgv,
        },
      },
      {
        plugins: [svelte()],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'dashboard',
          environment: 'happy-dom',
          include: ['tests/dashboard/**/*.test.ts'],
          ...patience(600_000),
          maxWorkers: 2,
          isolate: false,
        },
      },
      {
        test: {
          name: 'whole',
          environment: 'node',
          include: ['tests/e2e/**/*.test.ts', 'tests/chaos/**/*.test.ts'],
          ...patience(600_000),
          maxWorkers: 2,
          isolate: false,
          execArgv,
        },
      },
      {
        test: {
          name: 'long',
          environment: 'node',
          include: ['tests/long/**/*.test.ts'],
          ...patience(3_600_000),
          fileParallelism: false,
          execArgv,
        },
      },
    ],
  },
})
