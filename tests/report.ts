import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import type { SerializedError } from 'vitest'
import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node'
import { messageOf } from '#src/vocabulary/index.ts'

/** What came of all tests. Whatever was to run and did not has failed. */
export interface TestCount {
  readonly passed: number
  readonly failed: number
  /** What failed beside tests, a line each: hooks, files that could not be loaded, errors that nobody caught. */
  readonly beside: readonly string[]
}

/** Where the reporter writes, which vitest makes without arguments. */
export const REPORT_PATH = 'PHASESCOPE_TEST_REPORT'

/**
 * Counts the tests of a run of vitest. Vitest's own counts leave out a hook that fails or outlasts its limit, and have the
 * tests that it kept from running as skipped, like those that were meant to be.
 */
export default class ReportCount implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const path = process.env[REPORT_PATH]
    if (path === undefined) throw new Error(`Where to write the count of the tests? Set ${REPORT_PATH}`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, JSON.stringify(countOf(modules, unhandled)))
  }
}

/** Reads what the reporter wrote. A run that came to no end wrote nothing, and has failed. */
export function readCount(path: string): TestCount {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as TestCount
  } catch (error) {
    return { passed: 0, failed: 1, beside: [`The tests came to no end: ${messageOf(error)}`] }
  }
}

function countOf(modules: readonly TestModule[], unhandled: readonly SerializedError[]): TestCount {
  const tests = modules.flatMap((module) => [...module.children.allTests()])
  const suites = modules.flatMap((module) => [module, ...module.children.allSuites()])
  const beside = [
    ...suites.flatMap(errorsOf),
    ...unhandled.map(({ message }) => `Nobody caught: ${firstLine(message)}`),
  ]
  const failed = tests.filter((test) => test.result().state === 'failed' || isKeptFromRunning(test))
  const passed = tests.filter((test) => test.result().state === 'passed')
  return { passed: passed.length, failed: failed.length + beside.length, beside }
}

/** What failed of a file or a suite itself, and how many tests did not run for it. */
function errorsOf(suite: TestModule | TestSuite): string[] {
  const kept = [...suite.children.allTests()].filter(isKeptFromRunning).length
  const without = kept === 0 ? '' : `; ${kept} ${kept === 1 ? 'test' : 'tests'} did not run`
  return suite.errors().map(({ message }) => `${nameOf(suite)}: ${firstLine(message)}${without}`)
}

/** Meant to run, and skipped because a suite around it failed before its turn came. */
function isKeptFromRunning(test: TestCase): boolean {
  return test.result().state === 'skipped' && test.options.mode === 'run' && suitesAround(test).some(hasErrors)
}

const hasErrors = (suite: TestModule | TestSuite) => suite.errors().length > 0

function suitesAround({ parent }: TestCase | TestSuite): (TestModule | TestSuite)[] {
  return parent.type === 'module' ? [parent] : [parent, ...suitesAround(parent)]
}

function nameOf(suite: TestModule | TestSuite): string {
  const { moduleId } = suite.type === 'module' ? suite : suite.module
  const file = relative(join(import.meta.dirname, '..'), moduleId)
  return suite.type === 'module' ? file : `${file}, ${suite.fullName}`
}

const firstLine = (text: string) => text.split('\n')[0] as string
