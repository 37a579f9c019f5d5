import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import type { RunOptions } from 'axe-core'

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/**
 * What axe finds wrong with a page as it stands: each rule with the elements that break it. Of all its rules, or of those
 * that are named: another theme has other colors, and nothing else.
 */
export async function axeFinds(page: Page, rules: readonly string[] | null = null): Promise<string[]> {
  // The page's security policy runs no script that stands in it; a debugger's is not the page's.
  if (await page.evaluate(() => !('axe' in window))) await page.evaluate(SOURCE)
  const options: RunOptions = {
    resultTypes: ['violations'],
    ...(rules === null ? { rules: { 'target-size': { enabled: true } } } : { runOnly: [...rules] }),
  }
  const { violations } = await page.evaluate(
    (wanted) => (window as unknown as { axe: typeof import('axe-core') }).axe.run(wanted),
    options,
  )
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, target }) => `${id}: ${help}\n  ${target.join(' ')}\n  ${html.slice(0, 200)}`),
  )
}
