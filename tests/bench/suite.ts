import { readdirSync } from 'node:fs'
import { cpus, platform, release } from 'node:os'
import { messageOf, unknownName } from '#src/vocabulary/index.ts'

/**
 * Every benchmark is a file here that exports `bench()` and gives plain data. Ratios are taken within one run, since
 * the machine's noise between runs is larger than what they measure.
 */
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''))
const asked = process.argv.slice(2)

try {
  for (const name of asked) if (!names.includes(name)) throw unknownName('benchmark', name, names)
  const results: Record<string, unknown> = {
    machine: {
      cpu: cpus()[0]?.model,
      cores: cpus().length,
      platform: `${platform()} ${release()}`,
      node: process.version,
    },
  }
  for (const name of asked.length > 0 ? asked : names) {
    process.stderr.write(`bench ${name} …\n`)
    const { bench } = (await import(`./${name}.bench.ts`)) as { bench: () => Promise<unknown> }
    results[name] = await bench()
  }
  console.log(JSON.stringify(results, null, 2))
  process.exit(0)
} catch (error) {
  process.stderr.write(`bench: ${messageOf(error)}\n`)
  process.exit(1)
}
