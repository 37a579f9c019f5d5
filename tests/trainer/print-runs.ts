import { endOf, envelopesOf, scalarsOf } from './runs.ts'

/**
 * Prints every number of some runs that is not the machine's, a line a run: `node print-runs.ts <orders>`, which are JSON, of `{ experiment, seed,
 * steps, set }` each.
 */
for (const order of JSON.parse(process.argv[2] ?? '[]') as Parameters<typeof envelopesOf>[0][]) {
  const envelopes = await envelopesOf(order)
  const scalars = Object.entries(scalarsOf(envelopes)).filter(([series]) => series !== 'elapsed')
  console.log(JSON.stringify({ scalars, ended: endOf(envelopes).weights }))
}
process.exit(0)
