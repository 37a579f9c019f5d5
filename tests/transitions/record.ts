/** `npx node tests/transitions/record.ts [name …]`: trains the recorded runs, or those named, and writes their series again. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unknownName } from '#src/vocabulary/index.ts'
import { only } from '../trainer/experiments/claims.ts'
import { envelopesOf, scalarsOf } from '../trainer/runs.ts'
import { writeSeriesTable } from './series-table.ts'
import { RECORDINGS } from './recordings.ts'

const names = RECORDINGS.map(({ name }) => name)
const asked = process.argv.slice(2)
for (const name of asked) if (!names.includes(name)) throw unknownName('recording', name, names)

for (const { name, order, probes } of RECORDINGS) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const scalars = scalarsOf(await envelopesOf(order, { plan: { probes: only(...probes) } }))
  writeFileSync(join(import.meta.dirname, 'recorded', `${name}.csv`), writeSeriesTable(scalars))
  console.log(name)
}
process.exit(0)
