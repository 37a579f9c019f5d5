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

/** Files that change their process, by its environment or another backend, or look at all that it holds. */
const alone = [
  'src/store/{migrate,migrate-from-two,migrate-from-three,threads}',
  'trainer/{backend,user-files,user-probes}/**/*',
  'trainer/{probes-on-wasm,train-run,formats/bounds,resuming/second-network}',
].map((file) => `tests/${file}.test.ts`)

/**
 * All others share processes: a process, a backend, a document or a browser for each would take longer than the tests.
 *
 * Rune modules run in a browser-like environment: in plain Node the bridge from Observable to rune never subscribes.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'alone',
          environment: 'node',
          include: alone,
          ...patience(600_000),
          maxWorkers: 2,
          execArgv,
        },
      },
      {
        test: {
          name: 'node',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: [
            ...alone,
            ...['tests/probes/**', 'tests/dashboard/**', 'tests/e2e/**', 'tests/chaos/**', 'tests/long/**'],
          ],
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
