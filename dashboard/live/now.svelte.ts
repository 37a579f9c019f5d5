import { map, timer } from 'rxjs'
import { Latest } from './latest.svelte.ts'

/** The time of day, read once a second for as long as something shows it. */
export const now = new Latest(timer(0, 1_000).pipe(map(() => Date.now())), Date.now())
