import { endOf, envelopesOf, scalarsOf } from './runs.ts'

/** Prints every number of a run that is not the machine's: `node print-run.ts <experiment> <seed> <steps> [key=value …]`. */
const [experiment = '', seed, steps, ...set] = process.argv.slice(2)
const envelopes = await envelopesOf({ experiment, seed: Number(seed), steps: Number(steps), set })
const scalars = Object.entries(scalarsOf(envelopes)).filter(([series]) => series !== 'elapsed')
console.log(JSON.stringify({ scalars, ended: endOf(envelopes).weights }))
process.exit(0)
