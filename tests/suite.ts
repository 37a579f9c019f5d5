import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensurePage } from '#src/setup/page.ts'
import { messageOf } from '#src/vocabulary/index.ts'
import { showSetup } from '#src/cli/backend-progress.ts'
import { openBackend } from '#trainer/backend/index.ts'
import { ensureChromium } from './chromium.ts'
import { NODE_COMPILE_CACHE } from './phasescope.ts'
import { readCount, REPORT_PATH } from './report.ts'

/**
 * Everything that `npm test` runs, in order: set-up, lint, types, unit and law tests, then the whole program in a real
 * browser and under kill -9. The last line counts; a run in which no test ran has failed.
 */
const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules', '.bin', name)
const isLong = process.argv.includes('--long')
const filters = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
const count = { passed: 0, failed: 0 }

await stage('Set-up: browser', () => void ensureChromium())
await stage('Set-up: native TensorFlow', readyBackend)
await stage('Set-up: SvelteKit', () => run(bin('svelte-kit'), ['sync']))
await stage('Set-up: dashboard', () => ensurePage(root))
if (filters.length === 0 && !isLong) {
  // Each of them keeps one core busy.
  const formatted = stage('Format', () => run(bin('prettier'), ['--check', '--log-level', 'warn', '.']))
  await stage('Lint', () => run(bin('eslint'), ['.']))
  await stage('Types', () => run(bin('svelte-check'), ['--tsconfig', './tsconfig.json', '--output', 'human']))
  await formatted
}
await vitest(...(isLong ? ['long'] : ['alone', 'node', 'probes', 'dashboard', 'whole']))

console.log(`${count.passed} passed, ${count.failed} failed`)
process.exit(count.failed > 0 || count.passed === 0 ? 1 : 0)

/** One named step that passes or fails. */
async function stage(name: string, work: () => unknown): Promise<void> {
  const startedAt = Date.now()
  try {
    await work()
    count.passed++
    console.log(`✓ ${name} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)`)
  } catch (error) {
    count.failed++
    console.error(`✗ ${name}: ${messageOf(error)}`)
  }
}

async function readyBackend(): Promise<void> {
  const setup = showSetup()
  setup.done(await openBackend(undefined, setup.onProgress))
}

/** Runs projects of vitest, files of all of them side by side: while one waits for a browser, another computes. */
async function vitest(...projects: readonly string[]): Promise<void> {
  const report = join(root, 'tests', 'output', 'report.json')
  rmSync(report, { force: true })
  const args = [
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    `--reporter=${join(root, 'tests', 'report.ts')}`,
    '--passWithNoTests',
    ...filters,
  ]
  let isGreen = true
  await run(bin('vitest'), args, { [REPORT_PATH]: report }).catch(() => (isGreen = false))
  const { passed, failed, beside } = readCount(report)
  for (const line of beside) console.error(`✗ ${line}`)
  count.passed += passed
  count.failed += Math.max(failed, isGreen ? 0 : 1)
}

function run(command: string, args: readonly string[], settings: NodeJS.ProcessEnv = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const PATH = `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`
    const env = { ...process.env, NODE_COMPILE_CACHE, PATH, ...settings }
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env })
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`ended with code ${code}`))))
  })
}
