export const DRAWERS = ['probes', 'breakpoints', 'costs', 'panels'] as const
/** What the drawer shows; null while it is closed. */
export type Drawn = (typeof DRAWERS)[number] | null
