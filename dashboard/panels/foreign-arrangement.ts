import { Late } from '#dashboard/parts/late.svelte.ts'

/** How the panels of a foreign run are arranged; few pages show one. */
export const foreignArrangement = new Late(() => import('./arrange-foreign.ts'))
